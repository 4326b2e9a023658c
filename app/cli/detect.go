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

// detectVerb is the verb detect.
type detectVerb struct {
	*terminal
	draw      string
	drawings  []string // for each photo its picture; nil without --draw
	replacing replacing
	device    *choice
	asJSON    bool
}

func (v *detectVerb) buildCommand() *cobra.Command {
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
		Args: requireSome("PHOTO"),
		RunE: func(cmd *cobra.Command, photos []string) error {
			if cmd.Flags().Changed("draw") {
				if v.draw == "" {
					return usagef("--draw needs a folder or a .png file")
				}
				var err error
				if v.drawings, err = planDrawings(v.draw, photos); err != nil {
					return err
				}
				if err := v.replacing.check(v.drawings...); err != nil {
					return err
				}
			}
			if !v.asJSON && v.refusePhotos(photos) {
				return nil
			}
			sayUnusedDevice(v.terminal, v.device.value)
			return v.detectFaces(cmd.Context(), photos)
		},
	}
	c.Flags().StringVar(&v.draw, "draw", "", "draw the faces: the folder, or for one photo the .png file, to write to as `OUT`")
	v.device = addDevice(c) // as all verbs have it
	v.replacing.addFlag(c)
	addJSON(c, &v.asJSON)
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

// detectFaces finds the faces on photos and says where they are. That a photo can't be read is said last.
func (v *detectVerb) detectFaces(ctx context.Context, photos []string) error {
	result, err := v.findAll(ctx, photos)
	if err != nil {
		return err
	}
	if v.asJSON {
		err = v.writeJSON(result)
	} else {
		v.sayDetected(result)
	}
	for _, photo := range result.Photos {
		v.sayUnread(photo.cause)
	}
	return err
}

// findAll finds the faces on photos, and draws them where that is asked for.
func (v *detectVerb) findAll(ctx context.Context, photos []string) (detected, error) {
	if len(v.drawings) > 0 {
		if err := os.MkdirAll(filepath.Dir(v.drawings[0]), 0o700); err != nil {
			return detected{}, fmt.Errorf("can't make the folder for the drawings: %w", err)
		}
	}
	networks, err := face.Open(ctx)
	if err != nil {
		return detected{}, err
	}
	defer networks.Close()
	result := detected{Photos: make([]detectedPhoto, len(photos))}
	err = parallel.Each(ctx, len(photos), func(ctx context.Context, i int) (err error) {
		drawing := ""
		if v.drawings != nil {
			drawing = v.drawings[i]
		}
		result.Photos[i], err = findFaces(ctx, networks, photos[i], drawing)
		return err
	}, func(done int) { v.progress.showStage("Looking for faces", done, len(photos)) })
	v.progress.closeBar()
	if errors.Is(err, context.Canceled) && v.drawings != nil {
		err = errors.New("stopped before there was a result; the pictures drawn so far were kept") // canceled alone means nothing was
	}
	return result, err
}

// findFaces looks for the faces on a photo, and draws them into a file unless that is "". That the photo can't be read is no error here.
func findFaces(ctx context.Context, networks *face.Networks, path, drawing string) (detectedPhoto, error) {
	found := detectedPhoto{Path: path, Faces: []detectedFace{}, Main: -1}
	img, err := photo.Open(path)
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
		found.Faces = append(found.Faces, newDetectedFace(d.Face))
	}
	size := img.Bounds().Size()
	found.Width, found.Height, found.Main = size.X, size.Y, face.Main(faces, size.X, size.Y)
	if drawing == "" {
		return found, nil
	}
	found.Drawing = drawing
	return found, photo.SavePNG(drawing, drawFaces(img, faces, found.Main))
}

func newDetectedFace(f face.Face) detectedFace {
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

func (v *detectVerb) sayDetected(d detected) {
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
		v.say("%s: %d×%d pixels, %s", showName(photo.Path), photo.Width, photo.Height, countNoun(sure, "face"))
		for i, f := range photo.Faces {
			v.say("  %s", describeFace(f.Box, f.Score, f.Quality, i == photo.Main && len(photo.Faces) > 1))
		}
		if photo.Drawing != "" {
			v.say("  drawn in %s", showName(photo.Drawing))
		}
	}
}

// describeFace says where a face is and what is known of it.
func describeFace(box [4]float64, score float64, quality []face.Flag, isMain bool) string {
	text := fmt.Sprintf("at %.0f, %.0f: %.0f×%.0f pixels, score %.2f", box[0], box[1], box[2], box[3], score)
	if isMain {
		text += ", the main face"
	}
	if len(quality) > 0 {
		text += " (" + describeQuality(quality) + ")"
	}
	return text
}
