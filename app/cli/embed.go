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

// embedding is what the verb embed was asked for.
type embedding struct {
	folder, out, model, device string
}

func (p *program) embed() *cobra.Command {
	var (
		e      embedding
		asJSON bool
	)
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
		Args: takes("FOLDER"),
	}
	c.Flags().StringVar(&e.out, "out", "", "the `FILE` to write, which ends in .csv, .npy or .safetensors (needed)")
	addModel(c, &e.model, "without one, the pretrained recipe face")
	device := addDevice(c)
	addJSON(c, &asJSON)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		e.folder, e.device = args[0], device.value
		if err := need("out", e.out); err != nil {
			return err
		}
		if !embeddings.Known(e.out) {
			return usagef("--out can't be %q: the name must end in %s", e.out, strings.Join(embeddings.Formats, ", "))
		}
		result, err := p.doEmbed(cmd.Context(), e)
		if err != nil {
			return err
		}
		if asJSON {
			return p.json(result)
		}
		p.sayEmbedded(result)
		return nil
	}
	return c
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

func (p *program) doEmbed(ctx context.Context, e embedding) (embeddedPhotos, error) {
	if isFolder(e.out) {
		return embeddedPhotos{}, fmt.Errorf("can't write to %s: it is a folder", e.out)
	}
	d, err := p.openSaying(ctx, e.folder)
	if err != nil {
		return embeddedPhotos{}, err
	}
	held, err := file.Hold(e.out, "embed")
	if err != nil {
		return embeddedPhotos{}, err
	}
	defer held.Release()
	embeddings.CleanUp(e.out)
	m, err := loadModel(ctx, e.model, e.device)
	if err != nil {
		return embeddedPhotos{}, err
	}
	defer m.Release(context.WithoutCancel(ctx)) //nolint:errcheck // what is not freed ends with the process
	origin, err := originOf(e.model)
	if err != nil {
		return embeddedPhotos{}, err
	}
	journal, err := embeddings.Resume(e.out+partialEnding, origin, m.Recipe.Embedding)
	if err != nil {
		return embeddedPhotos{}, err
	}
	w := embedWork{program: p, model: m, data: d, journal: journal, fresh: map[string]bool{}}
	w.table = embeddings.Table{Width: m.Recipe.Embedding, Origin: origin}
	w.result = embeddedPhotos{Origin: origin, Width: m.Recipe.Embedding, NoFace: []string{}, Skipped: []skippedFile{}}
	if err := w.finish(ctx, e.out); err != nil {
		return embeddedPhotos{}, w.leave(err, e.out+partialEnding)
	}
	return w.result, journal.Remove()
}

// originOf names what computes the embeddings, so that those of two models never mix.
func originOf(model string) (string, error) {
	if model == "" {
		return face.Version, nil
	}
	sum, err := face.Key(model)
	if err != nil {
		return "", fmt.Errorf("can't read the model: %w", err)
	}
	return face.Version + " model " + sum, nil
}

func (p *program) sayEmbedded(e embeddedPhotos) {
	p.say("%s, %s: %d numbers each, in %s", people(e.People), count(e.Photos, "photo"), e.Width, strings.Join(e.Files, " and "))
	if e.Resumed > 0 {
		p.say("An earlier run had left the embeddings of %s.", count(e.Resumed, "photo"))
	}
	for _, path := range e.NoFace {
		p.say("  %s: no face was found, the whole picture was embedded", shown(path))
	}
	for _, skipped := range e.Skipped {
		p.say("  %s: skipped, %s", shown(skipped.Path), skipped.Reason)
	}
}
