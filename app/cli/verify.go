package cli

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"siamface/model/tower"
	"siamface/model/verify"
)

func (p *program) verify() *cobra.Command {
	var (
		model            string
		asJSON, exitCode bool
	)
	c := &cobra.Command{
		Use:   "verify A B --model FILE",
		Short: "Tell whether two photos show the same person",
		Long: `Tell whether two photos show the same person: the same, different people, or unsure.

The distance is no probability. It is judged by the distances between the people whom the model was
validated on: from the threshold on, photos show different people; between the two thresholds lies unsure.`,
		Example: `  siamface verify a.jpg b.jpg --model run/model.safetensors
  siamface verify a.jpg b.jpg --model run/model.safetensors --json
  siamface verify a.jpg b.jpg --model run/model.safetensors --exit-code && echo the same`,
		Args: takes("A", "B"),
	}
	addModel(c, &model)
	device := addDevice(c)
	addJSON(c, &asJSON)
	c.Flags().BoolVar(&exitCode, "exit-code", false, "exit with 0 for the same person, 3 for different people, 4 for unsure")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if err := need("model", model); err != nil {
			return err
		}
		r, err := compare(cmd.Context(), model, device.value, args[0], args[1])
		if err != nil {
			return err
		}
		if exitCode {
			p.exitCode = codeOf(r.Verdict)
		}
		if asJSON {
			return p.json(r)
		}
		p.sayVerdict(r)
		return nil
	}
	return c
}

// compare loads a model for one comparison.
func compare(ctx context.Context, model, device, a, b string) (verify.Result, error) {
	m, err := tower.Load(ctx, model, device)
	if err != nil {
		return verify.Result{}, err
	}
	defer m.Release(context.WithoutCancel(ctx)) //nolint:errcheck // what is not freed ends with the process
	return verify.Compare(ctx, m, a, b)
}

func codeOf(v verify.Verdict) int {
	switch v {
	case verify.Different:
		return exitDifferent
	case verify.Unsure:
		return exitUnsure
	}
	return exitDone
}

func (p *program) sayVerdict(r verify.Result) {
	p.say("%s", verdict(r.Verdict))
	p.say("The distance is %.3f; below %.3f it is the same person, from %.3f on different people.", r.Distance, r.Sure, r.Threshold)
	if r.CloserThan != nil && r.Verdict != verify.Different { // of different people it would only confuse
		p.say("The two photos are closer than %s %% of the different people tried.", share(*r.CloserThan))
	}
}

func verdict(v verify.Verdict) string {
	switch v {
	case verify.Same:
		return "The same person."
	case verify.Different:
		return "Different people."
	}
	return "Unsure: the photos are too far apart to be surely the same person, and too close to be surely different people."
}

// share is a fraction in percent, without the digits that binary fractions add.
func share(fraction float64) string { return strconv.FormatFloat(100*fraction, 'g', 4, 64) }
