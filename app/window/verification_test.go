package window

import (
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"siamface/model/realdata"
	"siamface/model/verify"
)

// comparing is a window with the untrained recipe in use, and the folder of photos.
func comparing(t *testing.T) (*Window, *verificationTab, func(elements ...string) string) {
	t.Helper()
	weights, dir := realdata.Faces(t), filepath.Dir(people(t))
	w := pretendWith(t, weights)
	pump(t, func() bool { return w.Models.Current != nil })
	return w, w.verification, func(elements ...string) string {
		return filepath.Join(append([]string{dir}, elements...)...)
	}
}

// One photo shows its faces before there is another.
func TestLonePhotoIsSeen(t *testing.T) {
	w, v, path := comparing(t)
	w.handleDrop(fyne.NewPos(-5, -5), uris(path("groups", "two-people.jpg")))
	pump(t, func() bool { return v.photos[0].seen != nil && v.photos[0].seen.AllDescribed() })
	if one, two := v.chips.Faces(); one == nil || two != nil || v.result != nil || v.group.toggle.Visible() {
		t.Error("a photo alone isn't shown as it should")
	}
	if got := v.slots[0].BoxCentre(1); got == v.slots[0].BoxCentre(0) {
		t.Errorf("both boxes are at %v", got)
	}
	v.clearPhotos()
	if one, _ := v.chips.Faces(); one != nil || v.photos[0].seen != nil {
		t.Error("what was seen stays without the photo")
	}
}

// Another face of a photo is compared as soon as it is chosen, with the distance of the matrix.
func TestChooseAnotherFace(t *testing.T) {
	w, v, path := comparing(t)
	w.handleDrop(fyne.NewPos(-5, -5), uris(path("people", "barack-obama", "1.jpg"), path("groups", "obama-and-biden.jpg")))
	pump(t, func() bool { return v.group.of[1] != nil })
	if v.group.widget.Visible() || !v.group.toggle.Visible() || v.result == nil {
		t.Fatal("for a single group the matrix isn't kept for who asks for it")
	}
	all := verify.CompareFaces(w.Models.Current.Model, v.photos[0].seen, v.photos[1].seen)
	matched := all.Best[0].B
	for _, face := range []int{1 - matched, matched} {
		v.slots[1].OnBox(face)
		want := map[bool]string{true: "The same person", false: "Different people"}[face == matched]
		if v.verdict.Sentence() != want || v.result.Distance != all.Distances[0][face] || v.result.Photos[1].Description.Main != face {
			t.Errorf("face %d: %q at %v", face, v.verdict.Sentence(), v.result.Distance)
		}
	}
	_, before := v.chips.Faces()
	v.swapPhotos()
	if after, _ := v.chips.Faces(); after.Bounds() != before.Bounds() || v.photos[0].chosen != matched || v.verdict.Sentence() != "The same person" {
		t.Error("to change sides forgets the face that was chosen")
	}
	if row, col := v.group.widget.Chosen(); v.group.order[0][row] != matched || col != 0 {
		t.Errorf("the matrix shows %d, %d as chosen", row, col)
	}
	v.group.toggle.OnTapped()
	if !v.group.widget.Visible() || v.group.toggle.Text != "Hide all faces" {
		t.Errorf("the matrix doesn't come when asked for; the button says %q", v.group.toggle.Text)
	}
}

// Two groups show their matrix; a pair of it is compared when it is picked. Another kind of model takes all that away.
func TestGroupsShowTheirMatrix(t *testing.T) {
	w, v, path := comparing(t)
	w.handleDrop(fyne.NewPos(-5, -5), uris(path("groups", "bbt1.jpg"), path("groups", "bbt2.jpg")))
	pump(t, func() bool { return v.group.of[1] != nil })
	if !v.group.widget.Visible() {
		t.Fatal("two groups show no matrix")
	}
	a, b := v.photos[0].seen, v.photos[1].seen
	for row, i := range v.group.order[0] {
		for col, j := range v.group.order[1] {
			v.group.widget.OnPicked(row, col)
			if want := verify.JudgeFaces(w.Models.Current.Model, a, i, b, j); v.result.Distance != want.Distance || v.result.Verdict != want.Verdict {
				t.Fatalf("row %d, column %d: %v, want %v", row, col, v.result.Distance, want.Distance)
			}
		}
	}
	first, last := a.Found(v.group.order[0][0]).Box, a.Found(v.group.order[0][len(v.group.order[0])-1]).Box
	if first[0] >= last[0] {
		t.Errorf("rows begin with the face at %v and end with %v", first, last)
	}
	face := w.Models.Current
	w.models.openFile(smallModel(t))
	pump(t, func() bool { return w.Models.Current != face && v.result != nil })
	if v.group.widget.Visible() || v.group.toggle.Visible() || v.found(0) != nil {
		t.Error("a model that finds no faces shows them")
	}
}
