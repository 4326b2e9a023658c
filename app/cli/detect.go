package cli

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"siamface/model/face"
	"siamface/model/parallel"
	"siamface/model/photo"
)

// detection is what the verb detect was asked for.
type detection struct {
	photos   []string
	drawings []string // for each photo its picture; nil without --draw
	device   string
}

func (p *program) detect() *cobra.Command {
	var (
		out    string
		asJSON bool
	)
	c := &cobra.Command{
		Use:   "detect PHOTO… [--draw OUT]",
		Short: "Find the faces on photos",
		Long: `Find the faces on photos: for each its box (x, y, width, height in pixels; it may reach outside), the
detector's score, 68 landmarks, the five points that align it, and what weakens a comparison (hard to make
out, and why where that can be told: turned, small, blurred, dark, cut off). The main face is the one that verify compares.

With --draw, each photo is drawn with its faces, into a folder, which is made if need be, or, for one
photo, into a file that ends in .png. A photo that can't be read is named, and the exit code is then 1.`,
		Example: `  siamface detect a.jpg
  siamface detect a.jpg --draw a-faces.png
  siamface detect *.jpg --json --draw drawings`,
		Args: takesSome("PHOTO"),
	}
	c.Flags().StringVar(&out, "draw", "", "draw the faces: the folder, or for one photo the .png file, to write to as `OUT`")
	device := addDevice(c)
	addJSON(c, &asJSON)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		d := detection{photos: args, device: device.value}
		if cmd.Flags().Changed("draw") {
			if out == "" {
				return usagef("--draw needs a folder or a .png file")
			}
			var err error
			if d.drawings, err = planDrawings(out, args); err != nil {
				return err
			}
		}
		return p.doDetect(cmd.Context(), d, asJSON)
	}
	return c
}

// detected is the result of the verb detect.
type detected struct {
	Photos []detectedPhoto `json:"photos"`
}

type detectedPhoto struct {
	Path    string         `json:"path"`
	Width   int            `json:"width"` // upright, in pixels; 0 for a photo that can't be read
	Height  int            `json:"height"`
	Faces   []detectedFace `json:"faces"`
	Main    int            `json:"main"` // which of the faces; −1 without any
	Drawing string         `json:"drawing,omitempty"`
	Error   string         `json:"error,omitempty"` // why the photo can't be read
	cause   error
}

type detectedFace struct {
	Box       [4]float64     `json:"box"` // x, y, width, height
	Score     float64        `json:"score"`
	Uncertain bool           `json:"uncertain"`
	Points    [68][2]float64 `json:"points"`
	Five      [5][2]float64  `json:"five"`
	Roll      float64        `json:"roll"`   // degrees, clockwise
	Length    float64        `json:"length"` // of the recogniser's raw vector: short where it can make little of the face
	Quality   []face.Flag    `json:"quality"`
}

func (p *program) doDetect(ctx context.Context, d detection, asJSON bool) error {
	if len(d.drawings) > 0 {
		if err := os.MkdirAll(filepath.Dir(d.drawings[0]), 0o700); err != nil {
			return fmt.Errorf("can't make the folder for the drawings: %w", err)
		}
	}
	networks, err := face.Open(ctx)
	if err != nil {
		return err
	}
	defer networks.Close()
	result := detected{Photos: make([]detectedPhoto, len(d.photos))}
	err = parallel.Each(ctx, len(d.photos), func(ctx context.Context, i int) (err error) {
		result.Photos[i], err = d.find(ctx, networks, i)
		return err
	}, func(done int) { p.progress.count("Looking for faces", done, len(d.photos)) })
	p.progress.end()
	if errors.Is(err, context.Canceled) && d.drawings != nil {
		return errors.New("stopped before there was a result; the pictures drawn so far were kept") // canceled alone means nothing was
	}
	if err != nil {
		return err
	}
	if asJSON {
		err = p.json(result)
	} else {
		p.sayDetected(result)
	}
	for _, photo := range result.Photos {
		if photo.cause != nil {
			p.remark("siamface: %s", sentence(photo.cause))
			p.exitCode = exitFailed
		}
	}
	return err
}

// find looks for the faces on photo i, and draws them. That the photo can't be read is no error here.
func (d detection) find(ctx context.Context, networks *face.Networks, i int) (detectedPhoto, error) {
	found := detectedPhoto{Path: d.photos[i], Faces: []detectedFace{}, Main: -1}
	img, err := photo.Open(d.photos[i])
	if err != nil {
		found.Error, found.cause = photo.Reason(err), err
		return found, nil
	}
	described, err := networks.DescribeAll(ctx, img)
	if err != nil {
		return found, err
	}
	faces := make([]face.Face, len(described))
	for k, d := range described {
		faces[k] = d.Face
	}
	size := img.Bounds().Size()
	found.Width, found.Height, found.Main = size.X, size.Y, face.Main(faces, size.X, size.Y)
	for _, f := range faces {
		found.Faces = append(found.Faces, detectedOf(f))
	}
	if d.drawings == nil {
		return found, nil
	}
	found.Drawing = d.drawings[i]
	return found, photo.SavePNG(found.Drawing, drawFaces(img, faces, found.Main))
}

func detectedOf(f face.Face) detectedFace {
	d := detectedFace{
		Box: [4]float64{f.Box.X, f.Box.Y, f.Box.W, f.Box.H}, Score: f.Score, Uncertain: f.Uncertain,
		Roll: f.Roll * 180 / math.Pi, Length: f.Length, Quality: append([]face.Flag{}, f.Quality...),
	}
	for i, p := range f.Points {
		d.Points[i] = [2]float64{p.X, p.Y}
	}
	for i, p := range f.Five {
		d.Five[i] = [2]float64{p.X, p.Y}
	}
	return d
}

func (p *program) sayDetected(d detected) {
	for _, photo := range d.Photos {
		if photo.cause != nil {
			continue
		}
		sure := 0
		for _, f := range photo.Faces {
			if !f.Uncertain {
				sure++
			}
		}
		p.say("%s: %d×%d pixels, %s", shown(photo.Path), photo.Width, photo.Height, count(sure, "face"))
		for i, f := range photo.Faces {
			p.say("  %s", f.words(i == photo.Main && len(photo.Faces) > 1))
		}
		if photo.Drawing != "" {
			p.say("  drawn in %s", shown(photo.Drawing))
		}
	}
}

func (f detectedFace) words(isMain bool) string { return faceWords(f.Box, f.Score, f.Quality, isMain) }

// faceWords says where a face is and what is known of it.
func faceWords(box [4]float64, score float64, quality []face.Flag, isMain bool) string {
	text := fmt.Sprintf("at %.0f, %.0f: %.0f×%.0f pixels, score %.2f", box[0], box[1], box[2], box[3], score)
	if isMain {
		text += ", the main face"
	}
	if len(quality) > 0 {
		text += " (" + flagged(quality) + ")"
	}
	return text
}
