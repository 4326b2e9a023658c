package cli

import (
	"context"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"siamface/model/report"
)

// reportFlags are the flags of the report that an evaluation writes.
type reportFlags struct {
	dir     string
	noFaces bool
	force   bool
}

func (r *reportFlags) addFlags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&r.dir, "report", "", "write a report into the folder `DIR`: a page, its data, the scored pairs")
	cmd.Flags().BoolVar(&r.noFaces, "no-faces", false, "with --report: leave the pictures of the most confusing pairs out")
	cmd.Flags().BoolVar(&r.force, "force", false, "with --report: replace the report that DIR holds")
}

// checkFlags refuses flags that make no sense, and a folder that couldn't be written to, before any work.
func (r *reportFlags) checkFlags(cmd *cobra.Command) error {
	flags := cmd.Flags()
	if !flags.Changed("report") {
		for _, name := range []string{"no-faces", "force"} {
			if flags.Changed(name) {
				return usagef("--%s needs --report", name)
			}
		}
		return nil
	}
	if r.dir == "" {
		return usagef("--report needs a folder")
	}
	return report.Check(r.dir, r.force)
}

// repeatCommand is what gives the same numbers again: the arguments, and the choices that were left to the program.
func (r *reportFlags) repeatCommand(cmd *cobra.Command, args []string, recipe string, seed *uint64) []string {
	command := append([]string{"siamface"}, args...)
	flags := cmd.Flags()
	if flags.Changed("from") { // which says both
		seed = nil
	}
	if seed != nil && !flags.Changed("recipe") {
		command = append(command, "--recipe", recipe)
	}
	if seed != nil && !flags.Changed("seed") {
		command = append(command, "--seed", strconv.FormatUint(*seed, 10))
	}
	if !r.force {
		command = append(command, "--force")
	}
	return command
}

// writeReport writes the report that was asked for, if any.
func (r *reportFlags) writeReport(ctx context.Context, t *terminal, m report.Material) error {
	if r.dir == "" {
		return nil
	}
	defer t.progress.closeBar()
	d, err := report.Build(ctx, m, func(done, total int) { t.progress.showStage("Hashing the photos", done, total) })
	if err != nil {
		return err
	}
	if err := report.Write(ctx, r.dir, d, report.Options{Faces: !r.noFaces, Force: r.force}); err != nil {
		return err
	}
	t.remark("The report is %s.", showName(filepath.Join(r.dir, report.PageFile)))
	return nil
}
