package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"siamface/app/cli/embeddings"
	"siamface/model/face"
	"siamface/model/file"
)

// usualChunk is how many photos are embedded before what was found is kept: a few seconds' work.
const usualChunk = 64

// partialEnding is what the journal of unfinished work adds to the name of the result.
const partialEnding = ".partial"

// embedVerb is the verb embed.
type embedVerb struct {
	*terminal
	chunk      int // photos that are computed before they are kept
	replacing  replacing
	out, model string
	device     *choice
	asJSON     bool
}

func (v *embedVerb) buildCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "embed FOLDER --out FILE",
		Short: "Write the embeddings of a folder's photos to a file",
		Long: `Write the embeddings of all photos of all people of a folder to a file: numbers of which those of one
person lie close together. By its ending, FILE is
  .csv          columns file, person, e0, e1 …
  .npy          a float32 matrix for numpy; file and person of its rows are in .files.csv beside it
  .safetensors  the tensor "embeddings"; the lists of files and people are in its metadata
A photo without a face is embedded as a whole, and said. Ctrl-C keeps what is done, in FILE.partial; the
same command then goes on from there. Embeddings of faces are biometric: only you can read the files.`,
		Example: `  siamface embed faces --out embeddings.csv
  siamface embed faces --out embeddings.npy --json
  siamface embed faces --out embeddings.safetensors --model run/model.safetensors`,
		Args: requireArguments("FOLDER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := requireFlag("out", v.out); err != nil {
				return err
			}
			if !embeddings.Known(v.out) {
				return usagef("--out can't be %q: the name must end in %s", v.out, strings.Join(embeddings.Formats, ", "))
			}
			return v.embedFolder(cmd.Context(), args[0])
		},
	}
	c.Flags().StringVar(&v.out, "out", "", "the `FILE` to write, which ends in .csv, .npy or .safetensors (needed)")
	addNetwork(v.terminal, c)
	addModel(c, &v.model, "without one, the pretrained recipe face")
	v.device = addDevice(c)
	v.replacing.addFlag(c)
	addJSON(c, &v.asJSON)
	return c
}

// embedFolder writes the embeddings of a folder's photos and says what came of it.
func (v *embedVerb) embedFolder(ctx context.Context, folder string) error {
	result, err := v.writeEmbeddings(ctx, folder)
	if err != nil {
		return err
	}
	if v.asJSON {
		return v.writeJSON(result)
	}
	v.sayEmbedded(result)
	return nil
}

// embeddedPhotos is the result of the verb embed.
type embeddedPhotos struct {
	Files   []string      `json:"files"` // that were written
	Origin  string        `json:"origin"`
	People  int           `json:"people"`
	Photos  int           `json:"photos"`
	Width   int           `json:"width"`   // numbers an embedding
	Resumed int           `json:"resumed"` // photos that an interrupted run had done
	NoFace  []string      `json:"no_face"` // embedded as whole pictures; below the folder
	Skipped []skippedFile `json:"skipped"`
}

// writeEmbeddings goes on from what an earlier call has left, and leaves what it has done if it can't finish.
func (v *embedVerb) writeEmbeddings(ctx context.Context, folder string) (embeddedPhotos, error) {
	if err := v.replacing.check(embeddings.Name(v.out)...); err != nil {
		return embeddedPhotos{}, err
	}
	d, err := openWithWarnings(ctx, v.terminal, folder)
	if err != nil {
		return embeddedPhotos{}, err
	}
	held, err := file.Hold(v.out, "embed")
	if err != nil {
		return embeddedPhotos{}, err
	}
	defer held.Release()
	embeddings.CleanUp(v.out)
	m, err := loadModel(ctx, v.terminal, v.model, v.device.value)
	if err != nil {
		return embeddedPhotos{}, err
	}
	defer releaseModel(ctx, m)
	origin, err := nameOrigin(v.model)
	if err != nil {
		return embeddedPhotos{}, err
	}
	journal, err := embeddings.Resume(v.out+partialEnding, origin, m.Design.Embedding)
	if err != nil {
		return embeddedPhotos{}, err
	}
	w := embedWork{terminal: v.terminal, chunk: v.chunk, model: m, data: d, journal: journal, fresh: map[string]bool{}}
	w.table = embeddings.Table{Width: m.Design.Embedding, Origin: origin}
	w.result = embeddedPhotos{Origin: origin, Width: m.Design.Embedding, NoFace: []string{}, Skipped: []skippedFile{}}
	if err := w.embedAll(ctx, v.out); err != nil {
		return embeddedPhotos{}, w.explainRest(err, v.out+partialEnding)
	}
	return w.result, journal.Remove()
}

// nameOrigin names what computes the embeddings, so that those of two models never mix.
func nameOrigin(model string) (string, error) {
	if model == "" {
		return face.Version(), nil
	}
	sum, err := file.SHA256(model)
	if err != nil {
		return "", fmt.Errorf("can't read the model: %w", err)
	}
	return face.Version() + " model " + sum, nil
}

func (v *embedVerb) sayEmbedded(e embeddedPhotos) {
	v.say("%s, %s: %d numbers each, in %s", countPeople(e.People), countNoun(e.Photos, "photo"), e.Width, strings.Join(e.Files, " and "))
	if e.Resumed > 0 {
		v.say("An earlier run had left the embeddings of %s.", countNoun(e.Resumed, "photo"))
	}
	for _, path := range e.NoFace {
		v.say("  %s: no face was found, the whole picture was embedded", showName(path))
	}
	for _, skipped := range e.Skipped {
		v.say("  %s: skipped, %s", showName(skipped.Path), skipped.Reason)
	}
}
