package window

import (
	"image"
	"slices"

	"fyne.io/fyne/v2/theme"

	"siamface/widgets"
)

// mostPast is how many comparisons are kept to go back to.
const mostPast = 40

// pastComparison is two photos that were compared, and the faces of them.
type pastComparison struct {
	paths  [2]string
	chosen [2]int
	shown  widgets.PastPair
}

func (c pastComparison) isSame(o pastComparison) bool {
	return c.paths == o.paths && c.chosen == o.chosen
}

// pastComparisons are those of this session, the newest first, as a strip.
type pastComparisons struct {
	t     *verificationTab
	strip *widgets.PastPairs
	list  []pastComparison
	now   int             // the one in view, −1: none
	again *pastComparison // to which the window is going back, until its faces are described
}

func newPastComparisons(t *verificationTab) *pastComparisons {
	p := &pastComparisons{t: t, now: -1}
	p.strip = widgets.NewPastPairs(p.goBack)
	return p
}

// keep puts the comparison in view into the strip, or finds it there.
func (p *pastComparisons) keep() {
	t := p.t
	if p.again != nil {
		p.chooseAgain()
		return
	}
	if t.result == nil {
		p.now = -1
		p.show()
		return
	}
	c := pastComparison{paths: [2]string{t.photos[0].path, t.photos[1].path}, chosen: [2]int{t.photos[0].chosen, t.photos[1].chosen}}
	c.shown = widgets.PastPair{Kind: verdicts[t.result.Verdict].kind, Name: t.photos[0].shown.Name + " · " + t.photos[1].shown.Name}
	for i := range c.paths {
		c.shown.Pictures[i] = p.pictureOf(i)
	}
	p.now = slices.IndexFunc(p.list, c.isSame)
	if p.now >= 0 {
		p.list[p.now] = c // another model may say otherwise
	} else {
		p.list = append([]pastComparison{c}, p.list...)
		p.list, p.now = p.list[:min(len(p.list), mostPast)], 0
	}
	p.show()
}

// pictureOf is a small picture of what is compared: the face, else the photo.
func (p *pastComparisons) pictureOf(i int) image.Image {
	const side = 96
	if chip := chipOf(p.t.found(i)); chip != nil {
		return chip
	}
	if shown := p.t.photos[i].shown.Image; shown != nil {
		return forView(shown, side)
	}
	return nil
}

func (p *pastComparisons) show() {
	pairs := make([]widgets.PastPair, len(p.list))
	for i, c := range p.list {
		pairs[i] = c.shown
	}
	p.strip.SetPairs(pairs, p.now)
}

// goBack shows a comparison again.
func (p *pastComparisons) goBack(i int) {
	if i == p.now || i >= len(p.list) {
		return
	}
	c := p.list[i]
	p.again = &c
	for k, path := range c.paths {
		if p.t.photos[k].path != path || p.t.photos[k].err != nil {
			p.t.loadPhoto(k, path)
		}
	}
	p.t.settle()
}

// chooseAgain chooses the faces of the comparison to go back to, as soon as they are described.
func (p *pastComparisons) chooseAgain() {
	t, c := p.t, p.again
	for i, path := range c.paths {
		photo := &t.photos[i]
		switch {
		case photo.path != path || photo.err != nil || photo.failure != nil: // something else was chosen meanwhile, or it isn't there any more
			p.again = nil
			return
		case photo.seen == nil || photo.seen.Faces() <= c.chosen[i] || !photo.seen.Described(c.chosen[i]):
			return
		}
	}
	p.again = nil
	t.photos[0].chosen, t.photos[1].chosen = c.chosen[0], c.chosen[1]
	t.settle()
}

// wayBack leads from a pair back to the list that it was chosen from.
type wayBack struct {
	button *widgets.Button
	to     func() // nil: nowhere
}

func newWayBack() *wayBack {
	b := &wayBack{}
	b.button = widgets.NewButton("", theme.NavigateBackIcon(), b.goBack)
	b.button.Hide()
	return b
}

// offer shows the button that leads to a place.
func (b *wayBack) offer(to func()) {
	b.to = to
	b.button.Show()
}

// forget takes the button away: the photos aren't that pair any more.
func (b *wayBack) forget() {
	b.to = nil
	b.button.Hide()
}

// goBack goes there, once.
func (b *wayBack) goBack() {
	if to := b.to; to != nil {
		b.forget()
		to()
	}
}
