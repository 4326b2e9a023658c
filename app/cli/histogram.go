package cli

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"siamface/model/figure"
	"siamface/model/run"
)

// histogramVerb is the verb histogram.
type histogramVerb struct {
	*terminal
	out       string
	replacing replacing
}

func (v *histogramVerb) buildCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "histogram RUN --out FILE",
		Short: "Draw the distances of a run's test people",
		Long:  "Draw how the distances of genuine and impostor pairs of a run's test people are spread, with the threshold.",
		Example: `  siamface histogram run --out histogram.png
  siamface histogram run --out histogram.svg
  siamface histogram run --out histogram.pdf`,
		Args: requireArguments("RUN"),
		RunE: func(_ *cobra.Command, args []string) error { return v.drawHistogram(args[0]) },
	}
	c.Flags().StringVar(&v.out, "out", "", "the `FILE` to write, which ends in .png, .svg or .pdf (needed)")
	v.replacing.addFlag(c)
	return c
}

// drawHistogram draws the histogram of a run.
func (v *histogramVerb) drawHistogram(folder string) error {
	if err := requireFlag("out", v.out); err != nil {
		return err
	}
	if err := checkFigureName("out", v.out); err != nil {
		return err
	}
	if err := v.replacing.check(v.out); err != nil {
		return err
	}
	if err := saveHistogram(folder, v.out); err != nil {
		return err
	}
	v.say("%s", v.out)
	return nil
}

// checkFigureName refuses a flag's file whose ending names no format of figures.
func checkFigureName(flag, path string) error {
	if !slices.Contains(figure.Formats, strings.ToLower(filepath.Ext(path))) {
		return usagef("--%s can't be %q: the name must end in %s", flag, path, strings.Join(figure.Formats, ", "))
	}
	return nil
}

// saveHistogram draws the distances of a run's test people into a file.
func saveHistogram(folder, out string) error {
	f, err := run.Histogram(folder, figure.Style{})
	if err != nil {
		return err
	}
	return figure.Save(out, f)
}
