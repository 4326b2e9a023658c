package cli

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"siamface/app/cli/embeddings"
	"siamface/model/figure"
)

// replacing is the flag --force of a verb that writes files under names that were given. Without it none replaces what is there, but for
// figures and tables of embeddings that the program has made itself and makes again: a name is soon mistyped, and what lay there may be of years.
type replacing struct{ force bool }

func (r *replacing) addFlag(c *cobra.Command) {
	c.Flags().BoolVar(&r.force, "force", false, "replace whatever is there under that name")
}

// check refuses to write files that are there, unless they may be replaced, and folders. It is asked before any work.
func (r *replacing) check(paths ...string) error {
	for _, path := range paths {
		info, err := os.Lstat(path)
		if err != nil { // nothing is there, or writing will say what is wrong
			continue
		}
		if isFolder(path) {
			return fmt.Errorf("can't write to %s: it is a folder", showName(path))
		}
		if !r.force && !figure.IsOwn(path) && !embeddings.IsOwn(path) {
			return fmt.Errorf("%s is there already, %s; choose another name, or replace it with --force", showName(path), describeFile(info))
		}
	}
	return nil
}

// describeFile says what is there, so that a person sees what would be lost.
func describeFile(info os.FileInfo) string {
	if !info.Mode().IsRegular() {
		return "and is no plain file"
	}
	return "of " + info.ModTime().Format("2006-01-02 15:04")
}
