// Responsiveness measures the program from outside, as who uses it feels it: how soon its window is there, how long it stands still while
// one scrolls a large folder, and how much memory it takes at rest. It drives the real program on a virtual screen.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"
)

func main() {
	program := flag.String("program", "./siamface", "the program to measure")
	folder := flag.String("folder", "", "a folder of faces to scroll; without one a large folder of drawn faces is made")
	table := flag.String("write", "", "a page whose table between the marks <!-- responsiveness --> is written anew")
	flag.Parse()
	if err := run(context.Background(), *program, *folder, *table); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, program, folder, page string) error {
	if folder == "" {
		made, err := drawLargeFolder(ctx)
		if err != nil {
			return err
		}
		defer os.RemoveAll(made)
		folder = made
	}
	rows, err := measure(ctx, program, folder)
	text := formatTable(rows)
	fmt.Print(text)
	if err != nil {
		return err
	}
	if page == "" {
		return nil
	}
	return writeTable(page, text)
}

// row is one line of the table.
type row struct {
	what, value string
}

func formatTable(rows []row) string {
	var b strings.Builder
	b.WriteString("| | |\n|---|---|\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s | %s |\n", r.what, r.value)
	}
	return b.String()
}

// marks stand around the table on its page.
const (
	markBegin = "<!-- responsiveness -->\n"
	markEnd   = "<!-- responsiveness ends -->\n"
)

// writeTable puts a table in the place of that on a page.
func writeTable(page, table string) error {
	data, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(data), markBegin)
	_, after, ended := strings.Cut(rest, markEnd)
	if !found || !ended {
		return fmt.Errorf("%s has no marks for the table", page)
	}
	return os.WriteFile(page, []byte(before+markBegin+table+markEnd+after), 0o600)
}

// inMilliseconds writes a time as people read it.
func inMilliseconds(d time.Duration) string {
	return fmt.Sprintf("%d ms", d.Round(time.Millisecond).Milliseconds())
}
