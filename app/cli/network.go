package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"siamface/model/face"
)

// networkFlags are the flags of a face recogniser that the user brings.
type networkFlags struct {
	path                       string
	side                       int
	colours, alignment, mirror *choice
	mean, divisor              string
}

// The words of --network-alignment.
var alignments = map[string]face.Alignment{
	"five-points": face.FivePoints, "mean-shape": face.MeanShape, "whole-picture": face.WholePicture,
}

// addNetwork adds the flags of a recogniser that the user brings to a verb, which then works with it.
func addNetwork(t *terminal, c *cobra.Command) {
	f := new(networkFlags)
	f.addFlags(c)
	run := c.RunE
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if err := f.choose(t); err != nil {
			return err
		}
		return run(cmd, args)
	}
}

func (f *networkFlags) addFlags(c *cobra.Command) {
	c.Flags().StringVar(&f.path, "network", "", "an ONNX `FILE` that describes faces, in the place of the recipe face's own recogniser")
	c.Flags().Var(atLeastOne(&f.side), "network-size", "with --network: the width and height of the pictures that it sees")
	f.colours = addOptionalChoice(c, "network-colours", "with --network: the order of the channels", "rgb", "bgr", "grey")
	c.Flags().StringVar(&f.mean, "network-mean", "", "with --network: `NUMBERS` that are subtracted from values of 0 to 255, one or one a channel")
	c.Flags().StringVar(&f.divisor, "network-divisor", "", "with --network: `NUMBERS` that what is left is divided by")
	f.alignment = addOptionalChoice(c, "network-alignment", "with --network: how faces are cut out", "five-points", "mean-shape", "whole-picture")
	f.mirror = addOptionalChoice(c, "network-mirror", "with --network: whether the mirror image's description is added", "off", "sum")
}

// choose takes the network that is named, if one is, for all that follows, and says what was guessed of it.
func (f *networkFlags) choose(t *terminal) error {
	face.Choose(nil)
	if f.path == "" {
		if f.side != 0 || f.colours.value+f.alignment.value+f.mirror.value+f.mean+f.divisor != "" {
			return usagef("the flags --network-… need --network")
		}
		return nil
	}
	named := face.Preprocessing{
		Width: f.side, Height: f.side, Colours: face.Colours(strings.ToUpper(f.colours.value)), Alignment: alignments[f.alignment.value], MirrorSum: f.mirror.value == "sum",
	}
	if f.colours.value == "grey" {
		named.Colours = face.Grey
	}
	var err error
	if named.Mean, err = parseLevels("mean", f.mean); err != nil {
		return err
	}
	if named.Divisor, err = parseLevels("divisor", f.divisor); err != nil {
		return err
	}
	r, guesses, err := face.ReadRecogniser(f.path, named)
	if err != nil {
		return err
	}
	for _, line := range guesses {
		t.remark("%s: %s", showName(f.path), line)
	}
	face.Choose(r)
	return nil
}

// parseLevels reads the numbers of --network-mean or --network-divisor; nil where there are none.
func parseLevels(flag, text string) ([]float32, error) {
	numbers, err := face.ParseNumbers(text)
	if err == nil && text != "" && len(numbers) == 0 {
		err = fmt.Errorf("%q holds no number", text)
	}
	if err != nil {
		return nil, usagef("--network-%s can't be read: %v", flag, err)
	}
	return numbers, nil
}
