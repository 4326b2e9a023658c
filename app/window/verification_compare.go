package window

import (
	"cmp"

	"siamface/model/verify"
)

// settle brings everything in line with the photos and what the model has seen on them. To compare what is seen takes no time.
func (t *verificationTab) settle() {
	a, b := &t.photos[0], &t.photos[1]
	t.result = nil
	if a.canCompare() && b.canCompare() {
		r := verify.JudgeFaces(t.Models.Current.Model, a.seen, a.chosen, b.seen, b.chosen)
		t.result = &r
	}
	t.regions.forget()
	t.showFaces()
	t.showMatrix()
	t.writeVerdict()
	t.past.keep()
	t.regions.enable()
	t.saver.enable()
}

// canCompare tells whether the face chosen is described.
func (p *slotPhoto) canCompare() bool { return p.seen != nil && p.seen.Described(p.chosen) }

// writeVerdict brings the verdict in line with the photos, the model and the result.
func (t *verificationTab) writeVerdict() {
	words := t.Words
	both := t.photos[0].path != "" && t.photos[1].path != ""
	none := t.Models.Current == nil && !t.Models.Loading
	setVisible(t.toTrain, none && both)
	failed := t.photos[0].err != nil || t.photos[1].err != nil
	failure := cmp.Or(t.photos[0].failure, t.photos[1].failure)
	switch {
	case t.result != nil:
		showVerdict(t.verdict, words, *t.result)
	case failure != nil:
		t.verdict.SetHint(words.Text("verification.failed", failure.Error()))
	case failed:
		t.verdict.SetHint(words.Text("verification.badphoto"))
	case both && none:
		t.verdict.SetHint(words.Text("verification.nomodel"))
	case both:
		t.verdict.SetHint(words.Text("verification.comparing"))
	default:
		t.verdict.SetHint(words.Text("verification.hint"))
	}
}

// found is what is known of a photo by the face chosen, nil where nothing is known.
func (t *verificationTab) found(i int) *verify.Found {
	if p := &t.photos[i]; p.seen != nil {
		return p.seen.Found(p.chosen)
	}
	return nil
}

// findsFaces tells whether the model in use, or the one that is on its way, finds and aligns faces.
func (t *verificationTab) findsFaces() bool {
	return t.Models.Current == nil && t.Models.Loading || t.Models.Current != nil && t.Models.Current.Model != nil && t.Models.Current.Design.Input.FindsFaces()
}

// showFaces draws the faces found over the photos and shows the two that were compared.
func (t *verificationTab) showFaces() {
	for i := range t.slots {
		t.showSlot(i)
	}
	if finds := t.findsFaces(); finds != t.chips.Visible() {
		setVisible(t.chips, finds)
		t.pair.Refresh() // the photos' width changes
	}
	t.chips.SetFaces(chipOf(t.found(0)), chipOf(t.found(1)))
}

// chooseFace compares another face of a photo.
func (t *verificationTab) chooseFace(i, face int) {
	t.photos[i].chosen = face
	t.settle()
}

// choosePair compares the faces of a row and a column.
func (t *verificationTab) choosePair(row, col int) {
	t.photos[0].chosen, t.photos[1].chosen = t.group.facesAt(row, col)
	t.settle()
}

func (t *verificationTab) toggleMatrix() {
	t.group.wanted = !t.group.wanted
	t.showMatrix()
}

// showMatrix brings the matrix in line with the photos.
func (t *verificationTab) showMatrix() {
	if t.group.update(t.Words, t.Models.Current, &t.photos[0].sight, &t.photos[1].sight) {
		t.sights.Refresh() // the photos make room
	}
}
