//go:build !headless

package app

import (
	"context"
	"errors"
	"math"
	"strconv"

	"siamface/model/photo"
	"siamface/model/tower"
	"siamface/model/verify"
	"siamface/widgets"
)

// compare asks the model in use about the two photos, in the background and ahead of a training; an older question is
// given up. The old verdict goes at once: it is about other photos or by another model.
func (t *verificationTab) compare() {
	t.cancel()
	t.version++
	t.result, t.failure, t.busy = nil, nil, false
	defer t.showVerdict()
	defer t.showFaces()
	model := t.w.model
	if model == nil || !t.photos[0].ready() || !t.photos[1].ready() {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.cancel, t.busy = cancel, true
	mine, photos := t.version, t.photos
	model.use()
	inBackground(func() (verify.Result, error) { return judge(ctx, model.Model, photos) }, func(r verify.Result, err error) {
		cancel()
		model.done()
		if mine == t.version {
			t.compared(r, err)
		}
	})
}

// judge compares two photos, off Fyne's goroutine; those that weren't kept are read again.
func judge(ctx context.Context, m *tower.Model, photos [2]slotPhoto) (verify.Result, error) {
	for i := range photos {
		p := &photos[i]
		if p.whole != nil {
			continue
		}
		var err error
		if p.whole, err = photo.Open(p.path); err != nil {
			return verify.Result{}, &verify.PhotoError{Index: i, Path: p.path, Err: err}
		}
	}
	return verify.Images(ctx, m, photos[0].whole, photos[1].whole)
}

func (t *verificationTab) compared(r verify.Result, err error) {
	t.busy = false
	var bad *verify.PhotoError
	switch {
	case errors.As(err, &bad):
		t.photos[bad.Index].err = bad.Err
		t.showSlot(bad.Index)
	case err != nil:
		t.failure = err
	default:
		t.result = &r
		t.showFaces()
	}
	t.showVerdict()
}

// showVerdict brings the verdict in line with the photos, the model and the result.
func (t *verificationTab) showVerdict() {
	w := t.w
	both := t.photos[0].path != "" && t.photos[1].path != ""
	none := w.model == nil && !w.loading
	setVisible(t.toTrain, none && both)
	failed := t.photos[0].err != nil || t.photos[1].err != nil
	switch {
	case t.result != nil:
		t.showResult(*t.result)
	case t.failure != nil:
		t.verdict.SetHint(w.t("verification.failed", t.failure.Error()))
	case failed:
		t.verdict.SetHint(w.t("verification.badphoto"))
	case both && none:
		t.verdict.SetHint(w.t("verification.nomodel"))
	case t.busy || both:
		t.verdict.SetHint(w.t("verification.comparing"))
	default:
		t.verdict.SetHint(w.t("verification.hint"))
	}
}

func (t *verificationTab) showResult(r verify.Result) {
	w := t.w
	kind, sentence := widgets.VerdictUnsure, w.t("verdict.unsure")
	switch r.Verdict {
	case verify.Same:
		kind, sentence = widgets.VerdictSame, w.t("verdict.same")
	case verify.Different:
		kind, sentence = widgets.VerdictDifferent, w.t("verdict.different")
	}
	scale := widgets.Scale{
		Distance: r.Distance, Same: r.Sure, Different: r.Threshold, Max: math.Ceil(10*max(2*r.Threshold, 1.05*r.Distance)) / 10,
	}
	last := t.closeness(r)
	if void := w.voided(r); void != "" {
		sentence, last, scale.Distance = void, w.t("verdict.void"), math.NaN() // it has no place on the scale
	}
	t.verdict.SetVerdict(kind, sentence, scale,
		w.t("verdict.numbers", distanceText(r.Distance), distanceText(r.Sure), distanceText(r.Threshold)), last)
}

// closeness says how many different people are as close as the two photos, where it is known. Of photos that are judged to
// show different people it would only confuse.
func (t *verificationTab) closeness(r verify.Result) string {
	switch {
	case r.Verdict == verify.Different:
	case r.FMR != nil:
		return t.w.rarity(*r.FMR)
	case r.CloserThan != nil:
		return t.w.t("verdict.closer", strconv.FormatFloat(100*(*r.CloserThan), 'g', 6, 64))
	}
	return ""
}
