package window

import (
	"context"
	"errors"
	"image"

	"siamface/model/photo"
	"siamface/model/tower"
	"siamface/model/verify"
)

// sight is what the model in use sees on a photo.
type sight struct {
	seen    *verify.Seen // nil: nothing yet
	chosen  int          // the face of it that is compared
	failure error
	cancel  context.CancelFunc // of the look that is on its way, nil: none
	look    int                // its number: only the newest counts
}

// lookAgain looks at both photos, since the model has changed.
func (t *verificationTab) lookAgain() {
	for i := range t.photos {
		t.look(i)
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

// look asks the model in use what a photo shows, in the background and ahead of a training: first its main face, by which it can
// be compared, then the others.
func (t *verificationTab) look(i int) {
	p := &t.photos[i]
	p.forget()
	model := t.w.model
	if model == nil || !p.ready() {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.looks++
	p.look, p.cancel = t.looks, cancel
	mine, path, whole := t.looks, p.path, p.whole
	model.use()
	inBackground(func() (first firstSight, err error) { return see(ctx, model.Model, path, whole) }, func(first firstSight, err error) {
		defer model.done()
		if p := t.looking(mine); p != nil {
			p.take(first.seen, err)
			if err == nil {
				p.chosen = first.seen.Main
				t.lookCloser(ctx, model, first, mine)
			}
			t.settle()
		}
	})
}

// lookCloser describes the faces beside the main one.
func (t *verificationTab) lookCloser(ctx context.Context, model *heldModel, first firstSight, mine int) {
	if first.seen.AllDescribed() {
		return
	}
	model.use()
	inBackground(func() (*verify.Seen, error) { return first.seen.Describe(ctx, model.Model, first.whole) }, func(seen *verify.Seen, err error) {
		defer model.done()
		if p := t.looking(mine); p != nil {
			p.take(seen, err)
			t.settle()
		}
	})
}

// looking is the photo that a look is about, wherever it lies by now; nil where nobody waits for it any more.
func (t *verificationTab) looking(look int) *slotPhoto {
	for i := range t.photos {
		if p := &t.photos[i]; p.look == look && p.ready() {
			return p
		}
	}
	return nil
}

// take keeps what came of a look. What was seen before stays when more can't be.
func (p *slotPhoto) take(seen *verify.Seen, err error) {
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
	seen  *verify.Seen
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
	seen, err := verify.See(ctx, m, whole)
	return firstSight{seen, whole}, err
}
