package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"siamface/model/audit"
	"siamface/model/cache"
	"siamface/model/dataset"
	"siamface/model/file"
)

// openFolder opens a folder of faces.
func openFolder(ctx context.Context, t *terminal, folder string) (*dataset.Dataset, error) {
	defer t.progress.closeBar()
	return dataset.Open(ctx, folder, func(done int) { t.progress.showStage("Looking at photos", done, -1) })
}

// openWithWarnings is openFolder, with remarks where something is odd: how the folder was understood, and what is odd.
func openWithWarnings(ctx context.Context, t *terminal, folder string) (*dataset.Dataset, error) {
	d, err := openFolder(ctx, t, folder)
	if err != nil {
		return nil, err
	}
	sayNoCaches(t)
	if len(d.Warnings) > 0 {
		t.remark("%s: %s.", showName(folder), d.Understood())
	}
	for _, warning := range d.Warnings {
		t.remark("Warning: %s", warning)
	}
	return d, nil
}

// sayNoCaches says, once, that nothing is kept for the next time, where that is so for a reason that a person can change.
func sayNoCaches(t *terminal) {
	if err := cache.CheckPlace(); err != nil && !t.uncached {
		t.remark("Nothing is kept for the next time: %s. %s names another folder, or is off.", file.Plain(err), cache.Variable)
		t.uncached = true
	}
}

// exclusion are the flags that leave files of a folder out.
type exclusion struct {
	list   string // a file
	copies bool
}

func (e *exclusion) addFlags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&e.list, "exclude", "", "a `FILE` that lists photos to leave out, one a line, by their paths below FOLDER")
	cmd.Flags().BoolVar(&e.copies, "exclude-duplicates", false, "of files with the same bytes, use the first alone")
}

// checkFlags finds an empty --exclude, as of a shell variable that was never set.
func (e *exclusion) checkFlags(cmd *cobra.Command) error {
	if cmd.Flags().Changed("exclude") && e.list == "" {
		return usagef("--exclude needs a file")
	}
	return nil
}

// openRest opens a folder without what is excluded.
func (e *exclusion) openRest(ctx context.Context, t *terminal, folder string) (*dataset.Dataset, error) {
	d, err := openWithWarnings(ctx, t, folder)
	if err != nil {
		return nil, err
	}
	if d, err = e.leaveListed(t, d); err != nil || !e.copies {
		return d, err
	}
	found, err := audit.Quick(ctx, d, t.progress.showAudit)
	t.progress.closeBar()
	if err != nil {
		return nil, err
	}
	return e.leaveCopies(t, d, found), nil
}

// leaveListed is the folder without the files of the list, and a remark on it.
func (e *exclusion) leaveListed(t *terminal, d *dataset.Dataset) (*dataset.Dataset, error) {
	if e.list == "" {
		return d, nil
	}
	listed, err := audit.ReadExclusions(e.list)
	if err != nil {
		return nil, err
	}
	names, err := findListed(d.Root, listed)
	if err != nil {
		return nil, fmt.Errorf("can't use %s as a list of files to leave out: %w", showName(e.list), err)
	}
	d = d.Without(names)
	if len(d.People) == 0 {
		return nil, fmt.Errorf("nobody is left in %s: %s lists all photos", d.Root, e.list)
	}
	t.remark("Left out %d of the %s in %s.", len(d.Excluded), countNoun(len(names), "file"), showName(e.list))
	return d, nil
}

// findListed finds the files of a list in a folder, however they are spelt. One that isn't there keeps its name.
func findListed(folder string, listed *audit.Exclusions) ([]string, error) {
	finder := dataset.NewFinder(folder)
	var names []string
	for _, name := range listed.Files() {
		found, err := finder.Find(name)
		if err != nil {
			return nil, err
		}
		names = append(names, found)
	}
	return names, nil
}

// leaveCopies is the folder without the copies that its audit found, where these are excluded, and a remark on it.
func (e *exclusion) leaveCopies(t *terminal, d *dataset.Dataset, found audit.Audit) *dataset.Dataset {
	copies := found.Copies()
	if !e.copies || len(copies) == 0 {
		return d
	}
	t.remark("Left out %s of files that are there already.", countNoun(len(copies), "copy", "copies"))
	return d.Without(copies)
}

// warnOfFindings says at once what stands in the report too: that the numbers of a training may lie.
func warnOfFindings(t *terminal, found audit.Audit) {
	warnings := found.Warnings()
	for _, warning := range warnings {
		t.remark("Warning: %s", warning)
	}
	if len(warnings) > 0 {
		t.remark("siamface scan lists them; --exclude-duplicates leaves the copies out.")
	}
}
