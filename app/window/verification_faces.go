package window

import (
	"image"
	"math"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"siamface/model/face"
	"siamface/model/verify"
	"siamface/widgets"
)

// found is what is known of a photo by the face chosen, nil where nothing is known.
func (t *verificationTab) found(i int) *verify.Found {
	if p := &t.photos[i]; p.seen != nil {
		return p.seen.Found(p.chosen)
	}
	return nil
}

// findsFaces tells whether the model in use, or the one that is on its way, finds and aligns faces.
func (t *verificationTab) findsFaces() bool {
	return t.w.model == nil && t.w.loading || t.w.model != nil && t.w.model.Model != nil && t.w.model.Recipe.FindsFaces
}

// showFaces draws the faces found over the photos and shows the two that were compared.
func (t *verificationTab) showFaces() {
	for i := range t.slots {
		t.showSlot(i)
	}
	if finds := t.findsFaces(); finds != t.chips.Visible() {
		setVisible(t.chips, finds)
		t.evidence.Refresh() // the verdict's width changes
	}
	t.chips.SetFaces(chip(t.found(0)), chip(t.found(1)))
}

// chip is the aligned face of a photo, nil where there is none.
func chip(f *verify.Found) image.Image {
	if f == nil || slices.Contains(f.Quality, face.NoFace) {
		return nil
	}
	return f.Description.Chip
}

// marks are the boxes of all faces, in their order, all but the described one faint, and its landmarks. A point of a face is a
// pixel's middle.
func marks(d *face.Description) (boxes []widgets.Box, points []fyne.Position) {
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

// faceWords says how many faces a photo shows and how good the main one is: "1 face · blurred".
func (s *state) faceWords(f *verify.Found) string {
	var words []string
	switch {
	case f.Faces > 0:
		words = append(words, s.n("count.faces", f.Faces))
	case !slices.Contains(f.Quality, face.Uncertain):
		words = append(words, s.t("quality.noface"))
	}
	return strings.Join(append(words, s.flagged(f.Quality)...), " · ")
}

// flagged are words for what weakens a face: the reasons, where there are any, else that it is weak.
func (s *state) flagged(quality []face.Flag) (words []string) {
	explained := slices.ContainsFunc(quality, face.Flag.Explains)
	for _, flag := range quality {
		if key, ok := flagWords[flag]; ok && !(explained && flag == face.Weak) {
			words = append(words, s.t(key))
		}
	}
	return words
}

// voids are the keys of the sentences that say why nothing can be said: of the left photo, of the right one, of both.
var voids = map[face.Flag]struct{ left, right, both string }{
	face.NoFace:    {"verdict.noface.left", "verdict.noface.right", "verdict.noface.both"},
	face.Uncertain: {"verdict.uncertain.left", "verdict.uncertain.right", "verdict.uncertain.both"},
	face.Void:      {"verdict.faint.left", "verdict.faint.right", "verdict.faint.both"},
}

// voided says why nothing can be said of two photos, or nothing where something can.
func (s *state) voided(r verify.Result) string {
	flag, which := r.Voided()
	if flag == "" || r.Verdict != verify.Unsure {
		return ""
	}
	keys := voids[flag]
	switch {
	case which[0] && which[1]:
		return s.t(keys.both)
	case which[0]:
		return s.t(keys.left)
	}
	return s.t(keys.right)
}

// rarity says how many pairs of different people are as close as a share of them: nothing finer than 1 in 100,000, and no
// more than two digits.
func (s *state) rarity(fmr float64) string {
	const of, finest = 1e5, 1
	pairs := of * fmr
	if !(pairs > finest) {
		return s.t("verdict.rarest")
	}
	if digit := math.Pow10(int(math.Log10(pairs)) - 1); digit >= 1 {
		return s.t("verdict.rare", grouped(int(math.Round(pairs/digit)*digit)))
	}
	return s.t("verdict.rare", strconv.FormatFloat(pairs, 'g', 2, 64))
}
