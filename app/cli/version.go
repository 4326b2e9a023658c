package cli

import (
	"context"
	"runtime"

	"github.com/spf13/cobra"

	"siamface/model/run"
	"siamface/model/torch"
)

// versionVerb is the verb version.
type versionVerb struct {
	*terminal
	asJSON bool
}

func (v *versionVerb) buildCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "version",
		Short:   "Tell the versions of the program and of libtorch, and the device",
		Example: "  siamface version\n  siamface version --json",
		Args:    requireArguments(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return v.sayVersions(cmd.Context()) },
	}
	addJSON(c, &v.asJSON)
	return c
}

// versions is the result of the verb version.
type versions struct {
	Version  string `json:"version"`
	Libtorch string `json:"libtorch"`
	Device   string `json:"device"`
	Go       string `json:"go"`
}

func (v *versionVerb) sayVersions(ctx context.Context) error {
	device, err := torch.FindDevice(ctx, "auto")
	if err != nil {
		return err
	}
	found := versions{run.Version, torch.Version(), device, runtime.Version()}
	if v.asJSON {
		return v.writeJSON(found)
	}
	v.say("siamface %s\nlibtorch %s\ndevice %s\n%s %s/%s", found.Version, found.Libtorch, found.Device, found.Go, runtime.GOOS, runtime.GOARCH)
	return nil
}
