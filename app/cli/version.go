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
	device, err := torch.FindDevice(ctx, "auto")
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
