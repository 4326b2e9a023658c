package window

import (
	"cmp"
	"math"
	"strconv"

	"siamface/model/verify"
	"siamface/widgets"
)

// settle brings everything in line with the photos and what the model has seen on them. To compare what is seen takes no time.
func (t *verificationTab) settle() {
	a, b := &t.photos[0], &t.photos[1]
	t.result = nil
	if a.canCompare() && b.canCompare() {
		r := verify.Between(t.w.model.Model, a.seen, a.chosen, b.seen, b.chosen)
		t.result = &r
	}
	t.showFaces()
	t.showMatrix()
	t.showVerdict()
}

// canCompare tells whether the face chosen is described.
func (p *slotPhoto) canCompare() bool { return p.seen != nil && p.seen.Described(p.chosen) }

// showVerdict brings the verdict in line with the photos, the model and the result.
func (t *verificationTab) showVerdict() {
	w := t.w
	both := t.photos[0].path != "" && t.photos[1].path != ""
	none := w.model == nil && !w.loading
	setVisible(t.toTrain, none && both)
	failed := t.photos[0].err != nil || t.photos[1].err != nil
	failure := cmp.Or(t.photos[0].failure, t.photos[1].failure)
	switch {
	case t.result != nil:
		t.showResult(*t.result)
	case failure != nil:
		t.verdict.SetHint(w.t("verification.failed", failure.Error()))
	case failed:
		t.verdict.SetHint(w.t("verification.badphoto"))
	case both && none:
		t.verdict.SetHint(w.t("verification.nomodel"))
	case both:
		t.verdict.SetHint(w.t("verification.comparing"))
	default:
		t.verdict.SetHint(w.t("verification.hint"))
	}
}

// verdicts are how the window shows what a distance says, with the keys of its words.
var verdicts = map[verify.Verdict]struct {
	kind widgets.VerdictKind
	key  string
}{
	verify.Same:      {widgets.VerdictSame, "verdict.same"},
	verify.Different: {widgets.VerdictDifferent, "verdict.different"},
	verify.Unsure:    {widgets.VerdictUnsure, "verdict.unsure"},
}

// farthest is how far two vectors of length 1 can be apart, as the recogniser's are.
const farthest = 2

func (t *verificationTab) showResult(r verify.Result) {
	w := t.w
	kind, sentence := verdicts[r.Verdict].kind, w.t(verdicts[r.Verdict].key)
	scale := widgets.Scale{
		Distance: r.Distance, Same: r.Sure, Different: r.Threshold, Max: math.Ceil(10*max(2*r.Threshold, 1.05*r.Distance)) / 10,
	}
	if r.General {
		scale.Max = farthest
	}
	last := t.closeness(r)
	if void := w.voided(r); void != "" {
		sentence, last, scale.Distance = void, w.t("verdict.void"), math.NaN() // it has no place on the scale
	}
	t.verdict.SetVerdict(kind, sentence, scale,
		w.t("verdict.numbers", distanceText(r.Distance), distanceText(r.Sure), distanceText(r.Threshold))+" · "+t.origin(r), last)
}

// origin says whose distances the thresholds were measured on.
func (t *verificationTab) origin(r verify.Result) string {
	if r.General {
		return t.w.t("verdict.general")
	}
	return t.w.t("verdict.own")
}

// closeness says how many different people are as close as the two photos, where it is known, or how many pairs of one person
// are closer. Of photos that are judged to show different people the former would only confuse.
func (t *verificationTab) closeness(r verify.Result) string {
	switch {
	case r.Verdict != verify.Same && r.FartherThan != nil && *r.FartherThan >= verify.WorthSaying:
		return t.w.t("verdict.farther", strconv.FormatFloat(100*(*r.FartherThan), 'g', 6, 64))
	case r.Verdict == verify.Different:
	case r.FMR != nil:
		return t.w.rarity(*r.FMR)
	case r.CloserThan != nil:
		return t.w.t("verdict.closer", strconv.FormatFloat(100*(*r.CloserThan), 'g', 6, 64))
	}
	return ""
}
