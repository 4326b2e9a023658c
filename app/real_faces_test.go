//go:build !headless

package app

import (
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"siamface/model/photo"
	"siamface/model/tower"
)

// TestRealFaces drops photos on a fresh window, which judges them by the untrained recipe face.
func TestRealFaces(t *testing.T) {
	if real == nil {
		t.Skip("TestWindowFaces runs this in a process of its own")
	}
	x, err := onXvfb.FindWindow(t.Context(), "Siamface")
	if err != nil {
		t.Fatal(err)
	}
	root := people(t)
	h := &hand{T: t, x: x, w: real, keep: artefacts(t)}
	h.must(x.Focus())
	h.must(h.x.Resize(leastWidth, leastHeight))

	obama := func(name string) string { return filepath.Join(root, "barack-obama", name) }
	h.faces("verification-face", "The same person", obama("1.jpg"), obama("2.jpg"))
	if ui(func() bool { return h.w.canChinese }) {
		h.click(h.w.languageButton)
		h.click(h.w.themeButton)
		h.shot("verification-face-chinese-dark")
		h.click(h.w.themeButton)
		h.click(h.w.languageButton)
	}
	h.must(h.x.Resize(600, 380))
	h.wait("small", 5*time.Second, func() bool { return int(h.w.win.Canvas().Size().Width) == 600 })
	h.shot("verification-face-600x380")
	h.must(h.x.Resize(leastWidth, leastHeight))
	h.faces("verification-group", "Different people", obama("3.jpg"), filepath.Join(root, "..", "groups", "obama-and-biden.jpg"))

	h.faces("verification-noface", "Unsure: no face found on the right", obama("1.jpg"), h.stripesFile())
	h.evaluateUntrained(root)
	h.tab(tabTraining)
	h.shot("training-face")
	h.sheetsOf(tower.Face)
}

// stripesFile is the file of a photo without a face.
func (h *hand) stripesFile() string {
	path := filepath.Join(h.TempDir(), "stripes.png")
	h.must(photo.SavePNG(path, stripes()))
	return path
}

// evaluateUntrained opens a folder and scores everyone in it.
func (h *hand) evaluateUntrained(root string) {
	h.drop(h.w.tabs, root)
	h.wait("open", 20*time.Second, func() bool { return h.w.data != nil })
	e := h.w.evaluation
	h.tab(tabEvaluation)
	ui(func() bool { e.who.SetSelectedIndex(everyone); return true })
	h.wait("scored", time.Minute, func() bool { return e.scored != nil && e.scored.everyone })
	h.shot("evaluation-face")
}

// sheetsOf looks at a recipe's network.
func (h *hand) sheetsOf(recipe string) {
	r := h.w.training
	ui(func() bool { r.recipe.SetSelected(recipe); return true })
	for name, button := range map[string]fyne.CanvasObject{"layers": r.layers, "network": r.network} {
		h.click(button)
		h.wait("open: "+name, 20*time.Second, func() bool { return len(h.w.sheets) == 1 })
		h.shot("sheet-" + name + "-face")
		h.key("Escape")
		h.wait("closed: "+name, 5*time.Second, func() bool { return len(h.w.sheets) == 0 })
	}
}

// faces drops two photos and waits for the verdict, the boxes and the aligned faces.
func (h *hand) faces(name, want, a, b string) {
	v := h.w.verification
	h.drop(h.w.tabs, a, b)
	h.wait("a verdict", 20*time.Second, func() bool { return v.result != nil && v.photos[0].path == a && v.photos[1].path == b })
	if says := ui(v.verdict.Sentence); says != want {
		h.Errorf("%s: the window says %q, want %q", name, says, want)
	}
	if one, two := v.chips.Faces(); one == nil || two == nil && v.result.Photos[1].Faces > 0 {
		h.Errorf("%s: the aligned faces aren't shown", name)
	}
	h.shot(name)
}
