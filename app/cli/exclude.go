package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"siamface/model/audit"
	"siamface/model/dataset"
)

// exclusion is which files of a folder are left out.
type exclusion struct {
	list   string // a file
	copies bool
}

func addExclusion(cmd *cobra.Command) *exclusion {
	e := new(exclusion)
	cmd.Flags().StringVar(&e.list, "exclude", "", "a `FILE` that lists photos to leave out, one a line, by their paths below FOLDER")
	cmd.Flags().BoolVar(&e.copies, "exclude-duplicates", false, "of files with the same bytes, use the first alone")
	return e
}

// check finds an empty --exclude, as of a shell variable that was never set.
func (e *exclusion) check(cmd *cobra.Command) error {
	if cmd.Flags().Changed("exclude") && e.list == "" {
		return usagef("--exclude needs a file")
	}
	return nil
}

// leaveOut is the folder without what is excluded, and a remark on it.
func (p *program) leaveOut(ctx context.Context, d *dataset.Dataset, e *exclusion) (*dataset.Dataset, error) {
	if e.list != "" {
		listed, err := audit.ReadExclusions(e.list)
		if err != nil {
			return nil, err
		}
		names := listed.Files()
		d = d.Without(names)
		if len(d.People) == 0 {
			return nil, fmt.Errorf("nobody is left in %s: %s lists all photos", d.Root, e.list)
		}
		p.remark("Left out %d of the %s in %s.", len(d.Excluded), count(len(names), "file"), shown(e.list))
	}
	if e.copies {
		found, err := audit.Quick(ctx, d, p.auditing)
		p.progress.end()
		if err != nil {
			return nil, err
		}
		if copies := found.Copies(); len(copies) > 0 {
			d = d.Without(copies)
			p.remark("Left out %s of files that are there already.", count(len(copies), "copy", "copies"))
		}
	}
	return d, nil
}

func (p *program) auditing(stage audit.Stage, done, total int) {
	p.progress.count(map[audit.Stage]string{
		audit.Hashing: "Looking for copies", audit.Decoding: "Reading the pictures", audit.Comparing: "Comparing the pictures",
	}[stage], done, total)
}

// warnOf says at once what stands in the report too: that the numbers of a training may lie.
func (p *program) warnOf(a audit.Audit) {
	warnings := a.Warnings()
	for _, warning := range warnings {
		p.remark("Warning: %s", warning)
	}
	if len(warnings) > 0 {
		p.remark("siamface scan lists them; --exclude-duplicates leaves the copies out.")
	}
}
