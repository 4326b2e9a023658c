package window

import (
	"bytes"
	"image"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/app/clipboard"
	"siamface/model/figure"
	"siamface/model/verify"
	"siamface/widgets"
)

// verdictSaver saves what is compared as a picture, and copies it.
type verdictSaver struct {
	t          *verificationTab
	copy, save *widgets.Button
}

func newVerdictSaver(t *verificationTab) *verdictSaver {
	s := &verdictSaver{t: t}
	s.copy = widgets.NewQuietButton("", theme.ContentCopyIcon(), s.askCopy)
	s.save = widgets.NewQuietButton("", theme.DocumentSaveIcon(), s.saveVerdict)
	return s
}

func (s *verdictSaver) retranslate() {
	s.copy.SetTip(s.t.Words.Text("tip.copyverdict"))
	s.save.SetTip(s.t.Words.Text("tip.saveverdict"))
}

// enable offers both where there is a verdict.
func (s *verdictSaver) enable() {
	setVisible(s.copy, s.t.result != nil)
	setVisible(s.save, s.t.result != nil)
	setVisible(s.t.details, s.t.result != nil)
}

// leanings are how figures show what a distance says.
var leanings = map[verify.Verdict]figure.Leaning{verify.Same: figure.Same, verify.Different: figure.Different, verify.Unsure: figure.Unsure}

// comparison is what is in view, in the window's words; false without a verdict.
func (s *verdictSaver) comparison() (c figure.Comparison, ok bool) {
	t := s.t
	if t.result == nil {
		return c, false
	}
	r, words := *t.result, t.Words
	c = figure.Comparison{
		Leaning: leanings[r.Verdict], Sentence: t.verdict.Sentence(), Distance: r.Distance, Sure: r.Sure, Threshold: r.Threshold, Max: reachOf(r),
		Zones: [3]string{words.Text("scale.same"), words.Text("scale.unsure"), words.Text("scale.different")},
	}
	if describeVoid(words, r) != "" {
		c.Distance = math.NaN()
	}
	for _, note := range t.verdict.Notes() {
		if note != "" {
			c.Notes = append(c.Notes, note)
		}
	}
	for i := range c.Photos {
		p := &t.photos[i]
		c.Photos[i], c.Names[i] = p.shown.Image, p.shown.Name
		if f := t.found(i); f != nil && chipOf(f) != nil {
			c.Faces[i], c.Boxes[i] = chipOf(f), boxOn(p.shown, f.Box)
		}
	}
	return c, c.Photos[0] != nil && c.Photos[1] != nil
}

// boxOn is a face's box in the pixels of the picture that is shown of the photo.
func boxOn(shown widgets.Photo, box [4]float64) image.Rectangle {
	share := float64(shown.Image.Bounds().Dx()) / float64(max(1, shown.Width))
	at := func(v float64) int { return int(math.Round(share * v)) }
	return image.Rect(at(box[0]), at(box[1]), at(box[0]+box[2]), at(box[1]+box[3]))
}

// figures are what there is to save: the verdict, and, while they are shown, the parts that mattered.
func (s *verdictSaver) figure() (f figure.Figure, name string, ok bool) {
	style := s.t.Words.FigureStyle(false)
	if found := s.t.regions.found; found != nil {
		return figure.Regions(covered(found), style), "what-mattered", true
	}
	c, ok := s.comparison()
	if !ok {
		return nil, "", false
	}
	return figure.Verdict(c, style), "verdict", true
}

// saveVerdict asks for a file.
func (s *verdictSaver) saveVerdict() {
	f, name, ok := s.figure()
	if !ok {
		s.t.notice.say(s.t.Words.Text("verification.nothing"))
		return
	}
	s.t.askExport(name, figure.Formats, func(path string) error { return figure.Save(path, f) })
}

// sentences are the verdict in words, for a message to somebody.
func (s *verdictSaver) sentences() string {
	t := s.t
	text := t.verdict.Sentence() + "."
	for _, note := range t.verdict.Notes() {
		if note != "" {
			text += "\n" + note
		}
	}
	return text + "\n" + t.photos[0].shown.Name + " · " + t.photos[1].shown.Name
}

// askCopy offers to copy the sentence or the picture.
func (s *verdictSaver) askCopy() {
	words := s.t.Words
	menu := widget.NewPopUpMenu(fyne.NewMenu("",
		fyne.NewMenuItem(words.Text("copy.sentence"), s.copySentence), fyne.NewMenuItem(words.Text("copy.picture"), s.copyPicture),
	), s.t.win.Canvas())
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.copy)
	menu.ShowAtPosition(at.SubtractXY(0, menu.MinSize().Height))
}

func (s *verdictSaver) copySentence() {
	if s.t.result == nil {
		s.t.notice.say(s.t.Words.Text("verification.nothing"))
		return
	}
	fyne.CurrentApp().Clipboard().SetContent(s.sentences())
	s.t.notice.say(s.t.Words.Text("copied.sentence"))
}

// copyPicture draws the verdict and puts it onto the clipboard.
func (s *verdictSaver) copyPicture() {
	f, _, ok := s.figure()
	if !ok {
		s.t.notice.say(s.t.Words.Text("verification.nothing"))
		return
	}
	runInBackground(func() (struct{}, error) {
		png, err := figure.Encode(f, ".png")
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, clipboard.WritePNG(bytes.Clone(png))
	}, func(_ struct{}, err error) {
		if err != nil {
			s.t.showError(s.t.Words.Text("copy.cannot"), err)
			return
		}
		s.t.notice.say(s.t.Words.Text("copied.picture"))
	})
}
