package cli

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"siamface/model/face"
	"siamface/model/tower"
	"siamface/model/verify"
)

func (p *program) verify() *cobra.Command {
	var (
		model                 string
		asJSON, exitCode, all bool
	)
	c := &cobra.Command{
		Use:   "verify A B [--model FILE]",
		Short: "Tell whether two photos show the same person",
		Long: `Tell whether two photos show the same person: the same, different people, or unsure.

The distance is no probability. It is judged by the distances between the people whom the model was
validated on: from the threshold on, photos show different people; between the two thresholds lies unsure.
Without a model, the pretrained networks of the recipe face find, align and compare the faces: the one
that each photo is likely of, and with --all besides every face of A with every face of B.`,
		Example: `  siamface verify a.jpg b.jpg
  siamface verify wedding.jpg reunion.jpg --all
  siamface verify a.jpg b.jpg --model run/model.safetensors
  siamface verify a.jpg b.jpg --model run/model.safetensors --json
  siamface verify a.jpg b.jpg --model run/model.safetensors --exit-code && echo the same`,
		Args: takes("A", "B"),
	}
	addModel(c, &model, "without one, the pretrained recipe face")
	device := addDevice(c)
	addJSON(c, &asJSON)
	c.Flags().BoolVar(&all, "all", false, "compare every face of A with every face of B besides, and name the best matches")
	c.Flags().BoolVar(&exitCode, "exit-code", false, "exit with 0 for the same person, 3 for different people, 4 for unsure")
	c.RunE = func(cmd *cobra.Command, args []string) error {
		r, err := compare(cmd.Context(), model, device.value, args[0], args[1], all)
		if err != nil {
			return err
		}
		if exitCode {
			p.exitCode = codeOf(r.Verdict)
		}
		if asJSON {
			return p.json(r)
		}
		p.sayVerdict(r.Result)
		if r.All != nil {
			p.sayMatrix(*r.All)
		}
		return nil
	}
	return c
}

// loadModel loads a model file; without one, the untrained recipe face.
func loadModel(ctx context.Context, model, device string) (*tower.Model, error) {
	if model != "" {
		return tower.Load(ctx, model, device)
	}
	m, err := tower.Untrained(ctx)
	if errors.Is(err, face.ErrMissing) {
		err = fmt.Errorf("%w; or give a model with --model", err)
	}
	return m, err
}

// compared is the result of the verb verify.
type compared struct {
	verify.Result
	All *verify.Matrix `json:"all,omitempty"`
}

// compare loads a model for one comparison.
func compare(ctx context.Context, model, device, a, b string, all bool) (compared, error) {
	m, err := loadModel(ctx, model, device)
	if err != nil {
		return compared{}, err
	}
	defer m.Release(context.WithoutCancel(ctx)) //nolint:errcheck // what is not freed ends with the process
	if !all {
		r, err := verify.Compare(ctx, m, a, b)
		return compared{Result: r}, err
	}
	r, matrix, err := verify.CompareAll(ctx, m, a, b)
	return compared{r, &matrix}, err
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

// generalThresholds says whose distances set the thresholds where the user's people didn't (see face.Recogniser).
const generalThresholds = "The thresholds are general ones, measured on 4,038 other people."

func (p *program) sayVerdict(r verify.Result) {
	p.say("%s", verdict(r))
	p.say("The distance is %.3f; below %.3f it is the same person, from %.3f on different people.", r.Distance, r.Sure, r.Threshold)
	if r.General {
		p.say("%s", generalThresholds)
	}
	for _, photo := range r.Photos {
		if photo.Found != nil {
			p.say("%s: %s.", photo.Path, seen(*photo.Found))
		}
	}
	if r.FMR != nil && r.Verdict != verify.Different {
		p.say("%s", rarity(*r.FMR))
	}
	if r.CloserThan != nil && r.Verdict != verify.Different { // of different people it would only confuse
		p.say("The two photos are closer than %s %% of the different people tried.", share(*r.CloserThan))
	}
	if r.FartherThan != nil && *r.FartherThan >= verify.WorthSaying && r.Verdict != verify.Same {
		p.say("They are farther apart than %s %% of the pairs of one person tried.", share(*r.FartherThan))
	}
}

// seen says what was found on a photo.
func seen(f verify.Found) string {
	text := count(f.Faces, "face")
	if len(f.Quality) > 0 {
		text += " (" + flagged(f.Quality) + ")"
	}
	return text
}

// flagged says what weakens a comparison.
func flagged(quality []face.Flag) string {
	words := make([]string, len(quality))
	for i, flag := range quality {
		words[i] = flagWords[flag]
	}
	return strings.Join(words, ", ")
}

var flagWords = map[face.Flag]string{
	face.Weak: "hard to make out", face.Void: "too little of it can be made out", face.Uncertain: "it may be none",
	face.NoFace: "the whole photo was compared instead", face.Pose: "turned", face.Small: "small", face.Blur: "blurred", face.Dark: "dark",
	face.Cut: "cut off by the photo's edge",
}

// voids says what makes a verdict unsure, whatever the distance.
var voids = map[face.Flag]string{
	face.NoFace: "no face was found in %s (try a turned, larger or lighter photo)", face.Uncertain: "what was found in %s may be no face",
	face.Void: "too little of the face in %s can be made out",
}

// rarity says how many different people come this close, as fine as it is known.
func rarity(fmr float64) string {
	if fmr <= 1e-5 {
		return "Fewer than 1 in 100,000 pairs of different people are this close."
	}
	n := 1e5 * fmr
	step := math.Pow(10, math.Max(0, math.Floor(math.Log10(n))-1)) // two digits, no more
	return fmt.Sprintf("About %.0f in 100,000 pairs of different people are this close.", step*math.Round(n/step))
}

func verdict(r verify.Result) string {
	switch r.Verdict {
	case verify.Same:
		return "The same person."
	case verify.Different:
		return "Different people."
	}
	if flag, which := r.Voided(); flag != "" {
		var names []string
		for i, voided := range which {
			if voided {
				names = append(names, shown(r.Photos[i].Path))
			}
		}
		return "Unsure: " + fmt.Sprintf(voids[flag], strings.Join(names, " and ")) + "."
	}
	return "Unsure: the photos are too far apart to be surely the same person, and too close to be surely different people."
}

// share is a fraction in percent, without the digits that binary fractions add.
func share(fraction float64) string { return strconv.FormatFloat(100*fraction, 'g', 4, 64) }
