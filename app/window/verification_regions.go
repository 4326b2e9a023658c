package window

import (
	"context"
	"errors"
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"siamface/model/figure"
	"siamface/model/photo"
	"siamface/model/regions"
	"siamface/widgets"
)

// regionFinder shows, when it is asked to, which parts of the two faces drove their distance.
type regionFinder struct {
	t        *verificationTab
	button   *widgets.Button
	scale    *widgets.ChangeScale
	progress *widgets.Progress
	foot     *fyne.Container // scale and progress, one at a time

	found   *regions.Map // of the two faces in view, nil: none
	running context.CancelFunc
	version int // of the pair in view: what is found of another isn't shown
}

func newRegionFinder(t *verificationTab) *regionFinder {
	f := &regionFinder{t: t, scale: widgets.NewChangeScale(), progress: widgets.NewProgress("", "")}
	f.button = widgets.NewQuietButton("", nil, f.toggle)
	f.progress.OnStop = func() {
		if f.running != nil {
			f.running()
		}
	}
	f.foot = container.NewStack(f.scale, f.progress)
	f.show()
	return f
}

func (f *regionFinder) retranslate() {
	words := f.t.Words
	f.button.SetTip(words.Text("tip.mattered"))
	f.scale.SetWords(words.Text("regions.different"), words.Text("regions.same"), words.Text("regions.scale"))
	f.progress.SetWords(words.Text("stop"), words.Text("stopping"))
	f.progress.SetTip(words.Text("tip.stop"))
	f.show()
}

// enable offers the button where two faces are compared.
func (f *regionFinder) enable() {
	setVisible(f.button, f.t.result != nil)
	if r := f.t.result; r != nil {
		flag, _ := r.Voided()
		setEnabled(f.button, flag == "")
	}
}

// forget gives up what was found of a pair, and what is being found.
func (f *regionFinder) forget() {
	if f.running != nil {
		f.running()
	}
	f.version++
	f.found, f.running = nil, nil
	f.progress.Done("")
	f.show()
}

// toggle finds the parts, or shows the faces as they are again.
func (f *regionFinder) toggle() {
	if f.found != nil || f.running != nil {
		f.forget()
		f.t.showFaces()
		return
	}
	f.find()
}

// find covers parts of both faces in the background.
func (f *regionFinder) find() {
	t, mine, model := f.t, f.version, f.t.Models.Current
	if model == nil || t.result == nil {
		return
	}
	faces := [2]func() (image.Image, error){f.faceFor(0), f.faceFor(1)}
	model.Hold()
	f.progress.Start(t.Words.Text("regions.finding"))
	f.running = startWork(func(ctx context.Context, report *coalescer) (*regions.Map, error) {
		var pair [2]image.Image
		for i, face := range faces {
			var err error
			if pair[i], err = face(); err != nil {
				return nil, err
			}
		}
		return regions.Find(ctx, model.Model, pair[0], pair[1], func(done, total int) {
			report.put(func() {
				if mine == f.version {
					f.progress.Set(float64(done)/float64(total), t.Words.Text("regions.finding"), "")
				}
			})
		})
	}, func(found *regions.Map, err error) {
		model.EndHold()
		if mine != f.version {
			return
		}
		f.running, f.found = nil, found
		f.progress.Done("")
		if err != nil && !errors.Is(err, context.Canceled) {
			t.showError(t.Words.Text("regions.cannot"), err)
		}
		f.show()
	})
	f.show()
}

// faceFor gives the face of a photo that is compared, or the photo where it is compared as a whole. What it returns may run off Fyne's
// goroutine.
func (f *regionFinder) faceFor(i int) func() (image.Image, error) {
	t := f.t
	chip, whole, path := chipOf(t.found(i)), t.photos[i].whole, t.photos[i].path
	return func() (image.Image, error) {
		switch {
		case chip != nil:
			return chip, nil
		case whole != nil:
			return whole, nil
		}
		return photo.Open(path)
	}
}

// covered are the two faces with what covering them changed.
func covered(m *regions.Map) (faces [2]figure.Covered) {
	for i := range faces {
		faces[i] = figure.Covered{Face: m.Faces[i].Picture, Changes: m.Spread(i)}
	}
	return faces
}

// show brings button, faces and scale in line with what is found.
func (f *regionFinder) show() {
	key := "verification.mattered"
	if f.found != nil || f.running != nil {
		key = "verification.asis"
	}
	f.button.SetText(f.t.Words.Text(key))
	setVisible(f.foot, f.found != nil || f.running != nil)
	setVisible(f.scale, f.found != nil)
	setVisible(f.progress, f.running != nil)
	if f.found == nil {
		f.layOut()
		return
	}
	faces := covered(f.found)
	limit := figure.Strongest(faces[:]...)
	f.scale.SetLimit(limit)
	style := figure.Style{Dark: widgets.IsDark()}
	a, b := figure.Overlay(faces[0], limit, style), figure.Overlay(faces[1], limit, style)
	f.t.chips.SetFaces(a, b)
	f.t.chips.Show() // photos compared as a whole have none otherwise
	f.layOut()
}

// layOut makes room for the scale below the faces, once they are there.
func (f *regionFinder) layOut() {
	if f.t.middle != nil {
		f.t.middle.Refresh()
		f.t.pair.Refresh()
	}
}
