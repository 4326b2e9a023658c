package window

import (
	"context"
	"errors"
	"image"

	"siamface/app/session"
	"siamface/model/photo"
	"siamface/model/tower"
	"siamface/model/verify"
)

// sight is what the model in use sees on a photo.
type sight struct {
	seen    *verify.Inspection // nil: nothing yet
	chosen  int                // the face of it that is compared
	failure error
	cancel  context.CancelFunc // of the look that is on its way, nil: none
	look    int                // its number: only the newest counts
}

// lookAgain looks at both photos, since the model has changed.
func (t *verificationTab) lookAgain() {
	for i := range t.photos {
		t.lookAt(i)
	}
	t.settle()
}

// forget gives up what was seen and what is being looked at.
func (s *sight) forget() {
	if s.cancel != nil {
		s.cancel()
	}
	*s = sight{}
}

// lookAt asks the model in use what a photo shows, in the background and ahead of a training. The main face comes first,
// since the photo can be compared by it, then the others.
func (t *verificationTab) lookAt(i int) {
	p := &t.photos[i]
	p.forget()
	model := t.Models.Current
	if model == nil || !p.ready() {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.looks++
	p.look, p.cancel = t.looks, cancel
	mine, path, whole := t.looks, p.path, p.whole
	model.Hold()
	runInBackground(func() (first firstSight, err error) { return see(ctx, model.Model, path, whole) }, func(first firstSight, err error) {
		defer model.EndHold()
		if p := t.photoOf(mine); p != nil {
			p.keepSight(first.seen, err)
			if err == nil {
				p.chosen = first.seen.Main
				t.lookCloser(ctx, model, first, mine)
			}
			t.settle()
		}
	})
}

// lookCloser describes the faces beside the main one.
func (t *verificationTab) lookCloser(ctx context.Context, model *session.Model, first firstSight, mine int) {
	if first.seen.AllDescribed() {
		return
	}
	model.Hold()
	runInBackground(func() (*verify.Inspection, error) { return first.seen.Describe(ctx, model.Model, first.whole) }, func(seen *verify.Inspection, err error) {
		defer model.EndHold()
		if p := t.photoOf(mine); p != nil {
			p.keepSight(seen, err)
			t.settle()
		}
	})
}

// photoOf is the photo that a look is about, wherever it lies by now; nil where nobody waits for it any more.
func (t *verificationTab) photoOf(look int) *slotPhoto {
	for i := range t.photos {
		if p := &t.photos[i]; p.look == look && p.ready() {
			return p
		}
	}
	return nil
}

// keepSight keeps what came of a look. What was seen before stays when more can't be.
func (p *slotPhoto) keepSight(seen *verify.Inspection, err error) {
	var unreadable *photo.Error
	switch {
	case errors.As(err, &unreadable):
		p.err = err
	case err != nil:
		p.failure = err
	default:
		p.seen = seen
	}
}

// firstSight is what is seen on a photo, with the photo itself, which a second look needs.
type firstSight struct {
	seen  *verify.Inspection
	whole image.Image
}

// see runs off Fyne's goroutine; a photo that wasn't kept is read again.
func see(ctx context.Context, m *tower.Model, path string, whole image.Image) (firstSight, error) {
	if whole == nil {
		var err error
		if whole, err = photo.Open(path); err != nil {
			return firstSight{}, err
		}
	}
	seen, err := verify.Inspect(ctx, m, whole)
	return firstSight{seen, whole}, err
}
