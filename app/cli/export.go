package cli

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"siamface/model/file"
	"siamface/model/recipes"
	"siamface/model/run"
	"siamface/model/weights"
)

// exportVerb is the verb export.
type exportVerb struct {
	*terminal
	onnx, safetensors string
	replacing         replacing
	asJSON            bool
}

func (v *exportVerb) buildCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "export RUN --onnx FILE | --safetensors FILE",
		Short: "Write a trained network for other programs",
		Long: `Write the network of a run, or of a model file, for other programs.

--onnx writes the whole tower, from prepared photos to embeddings, for ONNX Runtime and others. Its input is
a picture [N, channels, height, width]; of the recipe face, the 512 numbers of the face recogniser. The
metadata, all named siamface.…, say how photos are prepared (size, colours, mean and divisor of values from
0 to 255, alignment), which distance is meant, and the thresholds.
--safetensors writes the numbers alone: those of a ResNet-50 under torchvision's names, all others under
those of summary.txt.`,
		Example: `  siamface export run --onnx tower.onnx
  siamface export run/model.safetensors --onnx tower.onnx --safetensors weights.safetensors`,
		Args: requireArguments("RUN"),
		RunE: func(cmd *cobra.Command, args []string) error { return v.exportRun(cmd.Context(), args[0]) },
	}
	c.Flags().StringVar(&v.onnx, "onnx", "", "the `FILE` to write the network to, in the ONNX format")
	c.Flags().StringVar(&v.safetensors, "safetensors", "", "the `FILE` to write the weights to")
	v.replacing.addFlag(c)
	addJSON(c, &v.asJSON)
	return c
}

// exported is the result of the verb export.
type exported struct {
	Recipe      string            `json:"recipe"`
	ONNX        string            `json:"onnx,omitempty"`
	Safetensors string            `json:"safetensors,omitempty"`
	Metadata    map[string]string `json:"metadata"`
}

// exportRun writes the model of a run's folder, or of a model file.
func (v *exportVerb) exportRun(ctx context.Context, path string) error {
	if v.onnx == "" && v.safetensors == "" {
		return usagef("what is to be written is missing: --onnx FILE or --safetensors FILE")
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, run.ModelFile)
	}
	for flag, out := range map[string]string{"onnx": v.onnx, "safetensors": v.safetensors} {
		switch {
		case out == "":
		case !strings.EqualFold(filepath.Ext(out), "."+flag):
			return usagef("--%s can't be %q: the name must end in .%s", flag, out, flag)
		case isAmong(out, []string{path}):
			return usagef("--%s %q would replace the model itself: choose another place", flag, out)
		}
	}
	if err := v.replacing.check(v.onnx, v.safetensors); err != nil {
		return err
	}
	m, err := recipes.Load(ctx, path, "cpu")
	if err != nil {
		return err
	}
	defer releaseModel(ctx, m)
	plain := m.ExportWeights()
	if v.onnx != "" {
		encoded := m.EncodeONNX()
		err := file.Write(v.onnx, 0o600, func(w io.Writer) error {
			_, err := w.Write(encoded)
			return err
		})
		if err != nil {
			return err
		}
	}
	if v.safetensors != "" {
		if err := weights.WriteSafetensors(v.safetensors, plain); err != nil {
			return err
		}
	}
	if v.asJSON {
		return v.writeJSON(exported{m.Design.Name, v.onnx, v.safetensors, plain.Metadata})
	}
	for _, written := range []string{v.onnx, v.safetensors} {
		if written != "" {
			v.say("%s", written)
		}
	}
	return nil
}
