// Manual writes the command line's manual pages, one for the program and one for each verb, into a folder: for packages of the program.
package main

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra/doc"

	"siamface/app/cli"
	"siamface/model/run"
)

// The date stands in every page; one of the build's would make each build another.
var date = time.Date(2026, time.November, 30, 0, 0, 0, 0, time.UTC)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: manual FOLDER")
		os.Exit(2)
	}
	if err := writePages(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "the manual pages can't be written:", err)
		os.Exit(1)
	}
}

func writePages(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	command := cli.BuildCommand()
	command.DisableAutoGenTag = true
	header := &doc.GenManHeader{Title: "SIAMFACE", Section: "1", Source: "Siamface " + run.Version, Manual: "Siamface", Date: &date}
	return doc.GenManTree(command, header, folder)
}
