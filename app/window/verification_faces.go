package window

import (
	"image"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"siamface/app/session"
	"siamface/model/face"
	"siamface/model/verify"
	"siamface/widgets"
)

// chipOf is the aligned face of a photo, nil where there is none.
func chipOf(f *verify.Found) image.Image {
	if f == nil || slices.Contains(f.Quality, face.NoFace) {
		return nil
	}
	return f.Description.Chip
}

// marksOf are the boxes of all faces, in their order, all but the described one faint, and its landmarks. A point of a face is a
// pixel's middle.
func marksOf(d *face.Description) (boxes []widgets.Box, points []fyne.Position) {
	const half = 0.5
	for i, f := range d.Faces {
		boxes = append(boxes, widgets.Box{
			X: float32(f.Box.X + half), Y: float32(f.Box.Y + half), Width: float32(f.Box.W), Height: float32(f.Box.H), Faint: i != d.Main,
		})
	}
	if len(d.Faces) == 0 {
		return nil, nil
	}
	for _, p := range d.Face.Points {
		points = append(points, fyne.NewPos(float32(p.X+half), float32(p.Y+half)))
	}
	return boxes, points
}

// flagWords are the keys of what weakens a comparison.
var flagWords = map[face.Flag]string{
	face.Weak: "quality.weak", face.Void: "quality.void", face.Uncertain: "quality.uncertain",
	face.Pose: "quality.pose", face.Small: "quality.small", face.Blur: "quality.blur", face.Dark: "quality.dark", face.Cut: "quality.cut",
}

// describeFound says how many faces a photo shows and how good the main one is: "1 face · blurred".
func describeFound(words *session.Words, f *verify.Found) string {
	var parts []string
	switch {
	case f.Faces > 0:
		parts = append(parts, words.Count("count.faces", f.Faces))
	case !slices.Contains(f.Quality, face.Uncertain):
		parts = append(parts, words.Text("quality.noface"))
	}
	return strings.Join(append(parts, nameFlags(words, f.Quality)...), " · ")
}

// nameFlags are words for what weakens a face: the reasons, where there are any, else that it is weak.
func nameFlags(words *session.Words, quality []face.Flag) (names []string) {
	explained := slices.ContainsFunc(quality, face.Flag.Explains)
	for _, flag := range quality {
		if key, ok := flagWords[flag]; ok && !(explained && flag == face.Weak) {
			names = append(names, words.Text(key))
		}
	}
	return names
}
