package cli

import (
	"context"
	"runtime"

	"github.com/spf13/cobra"

	"siamface/model/run"
	"siamface/model/torch"
)

func (p *program) version() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "version",
		Short:   "Tell the versions of the program and of libtorch, and the device",
		Example: "  siamface version\n  siamface version --json",
		Args:    takes(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return p.tellVersion(cmd.Context(), asJSON) },
	}
	addJSON(c, &asJSON)
	return c
}

// versions is the result of the verb version.
type versions struct {
	Version  string `json:"version"`
	Libtorch string `json:"libtorch"`
	Device   string `json:"device"`
	Go       string `json:"go"`
}

func (p *program) tellVersion(ctx context.Context, asJSON bool) error {
	device, err := pick(ctx, "auto")
	if err != nil {
		return err
	}
	v := versions{run.Version, torch.Version(), device, runtime.Version()}
	if asJSON {
		return p.json(v)
	}
	p.say("siamface %s\nlibtorch %s\ndevice %s\n%s %s/%s", v.Version, v.Libtorch, v.Device, v.Go, runtime.GOOS, runtime.GOARCH)
	return nil
}

// pick is the name of the device that a --device stands for.
func pick(ctx context.Context, name string) (device string, err error) {
	err = torch.Do(ctx, func() error {
		d, err := torch.Pick(name)
		device = torch.DeviceName(d)
		return err
	})
	return device, err
}
