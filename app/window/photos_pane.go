package window

import (
	"context"
	"image"
	"path"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/model/dataset"
	"siamface/model/photo"
	"siamface/widgets"
)

// photosPane shows the photos of the people chosen.
type photosPane struct {
	t       *datasetTab
	content fyne.CanvasObject

	headline *fyne.Container // the title, and the split behind it
	title    *widget.Label
	split    *widgets.Select
	hint     *widget.Label
	smaller  *widgets.Button
	larger   *widgets.Button
	compare  *widgets.Button
	grid     *widgets.FaceGrid
	kind     *widgets.Select // whole photos or aligned faces
	only     *widgets.Select // which photos, by the faces on them
	none     *widget.Label   // in place of photos

	people  []int                    // by their place in the dataset
	items   []dataset.Photo          // in the grid's order
	paths   atomic.Pointer[[]string] // of the items, for the loader's goroutines
	aligned atomic.Bool              // whether faces are shown in place of photos, for them too
	wanted  faceKind
}

func newPhotosPane(t *datasetTab) *photosPane {
	p := &photosPane{t: t, title: widget.NewLabel(""), hint: widget.NewLabel("")}
	p.title.Truncation = fyne.TextTruncateEllipsis
	p.hint.Truncation, p.hint.Importance = fyne.TextTruncateEllipsis, widget.LowImportance
	p.hint.SizeName = theme.SizeNameCaptionText
	p.grid = widgets.NewFaceGrid(p.load)
	p.grid.SetNames(p.pictureName)
	p.grid.OnOpen = func(i int) { t.viewer.open(p.items, i) }
	p.grid.OnCompare = p.compareItems
	p.grid.OnDelete = p.leaveOutItem
	p.grid.SetFaded(func(i int) bool { return i < len(p.items) && t.w.excluded.Has(p.items[i].Path) })
	p.kind = widgets.NewSelect(func(i int) { p.showAligned(i == 1) })
	p.only = widgets.NewSelect(func(i int) { p.pickFaces(faceKind(i)) })
	p.none = widget.NewLabel("")
	p.none.Alignment, p.none.Wrapping = fyne.TextAlignCenter, fyne.TextWrapWord
	p.none.Hide()
	p.split = widgets.NewSelect(p.changeSplit)
	p.smaller = widgets.NewQuietButton("", theme.ZoomOutIcon(), func() { p.zoom(-1) })
	p.larger = widgets.NewQuietButton("", theme.ZoomInIcon(), func() { p.zoom(+1) })
	p.compare = widgets.NewQuietButton("", nil, p.compareMarked)
	title := container.New(captioned{p.title}, p.title, wide(130, p.split))
	p.headline = title
	head := container.NewBorder(nil, nil, nil, container.NewHBox(p.compare, p.smaller, p.larger), title)
	foot := container.NewBorder(nil, nil, container.NewHBox(wide(136, p.kind), wide(144, p.only)), nil, p.hint)
	p.content = container.NewBorder(head, foot, nil, nil, container.NewStack(p.grid, container.NewCenter(wide(240, p.none))))
	return p
}

// load runs off Fyne's goroutine.
func (p *photosPane) load(ctx context.Context, i, side int) (image.Image, error) {
	paths := p.paths.Load()
	if paths == nil || i >= len(*paths) || ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if p.aligned.Load() {
		return p.t.finder.chip(ctx, (*paths)[i])
	}
	return thumbnail((*paths)[i], side)
}

// thumbnail reads a photo small.
func thumbnail(path string, side int) (image.Image, error) {
	img, err := photo.Open(path)
	if err != nil {
		return nil, reason(photo.Reason(err))
	}
	return photo.Thumbnail(img, side), nil
}

// reason is an error with few words, to stand in the place of a picture.
type reason string

func (r reason) Error() string { return string(r) }

func (p *photosPane) speak() {
	p.split.SetWords(p.t.w.splitNames()...)
	p.compare.SetText(p.t.w.t("photos.compare"))
	p.hint.SetText(p.t.w.t("photos.hint"))
	p.kind.SetWords(p.t.w.t("photos.asphotos"), p.t.w.t("photos.asfaces"))
	p.only.SetWords(p.t.w.t("only.all"), p.t.w.t("only.noface"), p.t.w.t("only.several"), p.t.w.t("only.weak"))
	p.none.SetText(p.t.w.t("photos.none"))
	p.grid.SetReasons(p.t.w.thumbReason)
	p.grid.SetBadges(p.badge)
	p.writeTitle()
}

// show shows the photos of these people.
func (p *photosPane) show(people []int) {
	p.people = people
	p.grid.SetItems(0, nil) // nothing is fetched while the items change
	p.setItems(p.chosen())
	p.grid.SetItems(len(p.items), p.caption)
	p.writeTitle()
}

// chosen are the photos of the people shown that are of the kind wanted.
func (p *photosPane) chosen() (items []dataset.Photo) {
	for _, i := range p.people {
		for _, ph := range p.t.w.whole.People[i].Photos {
			if p.wanted == anyFaces {
				items = append(items, ph)
			} else if n, known := p.t.finder.notes[ph.Path]; known && n.is(p.wanted) {
				items = append(items, ph)
			}
		}
	}
	return items
}

func (p *photosPane) setItems(items []dataset.Photo) {
	paths := make([]string, len(items))
	for i, ph := range items {
		paths[i] = p.t.w.whole.Abs(ph)
	}
	p.items = items
	p.paths.Store(&paths)
	setVisible(p.none, len(items) == 0 && p.wanted != anyFaces)
}

// caption names a photo, with its person's folder where there are several people.
func (p *photosPane) caption(i int) string {
	switch {
	case i >= len(p.items): // the grid still shows what was there before
		return ""
	case len(p.people) == 1:
		return path.Base(p.items[i].Path)
	}
	return path.Base(path.Dir(p.items[i].Path)) + "/" + path.Base(p.items[i].Path)
}

// one is the only person shown.
func (p *photosPane) one() (dataset.Person, bool) {
	if p.t.w.whole == nil || len(p.people) != 1 || p.people[0] >= len(p.t.w.whole.People) {
		return dataset.Person{}, false
	}
	return p.t.w.whole.People[p.people[0]], true
}

func (p *photosPane) writeTitle() {
	who, single := p.one()
	setVisible(p.split, single && p.t.w.use(who) > 0)
	if !single {
		p.title.SetText(p.t.w.t("photos.title.all", p.t.w.t("list", p.t.w.n("count.people", len(p.people)), p.countText())))
		p.headline.Refresh()
		return
	}
	p.split.Pick(int(who.Split))
	p.title.SetText(p.t.w.t("photos.title", who.Name, p.countText()))
	p.headline.Refresh()
}

// changeSplit puts the person into another split. The folder itself isn't changed.
func (p *photosPane) changeSplit(i int) {
	who, single := p.one()
	if !single {
		return
	}
	if err := p.t.w.setSplit(who.Name, splits[i]); err != nil {
		p.t.w.notice.say(err.Error())
	}
}

// leaveOutItem leaves a photo out, or puts it back.
func (p *photosPane) leaveOutItem(i int) {
	file := p.items[i].Path
	p.t.leaveOut(!p.t.w.excluded.Has(file), file)
}

// reveal shows a photo among those of its person.
func (p *photosPane) reveal(file string) {
	for i, who := range p.t.w.whole.People {
		for k, ph := range who.Photos {
			if ph.Path == file {
				p.wanted = anyFaces
				p.only.Pick(int(anyFaces))
				p.t.people.reveal(i)
				p.grid.Select(k)
				p.grid.Focus()
				return
			}
		}
	}
}

func (p *photosPane) zoom(by int) {
	size := p.grid.FaceSize() + widgets.FaceSize(by)
	if size >= widgets.FacesSmall && size <= widgets.FacesLarge {
		p.grid.SetFaceSize(size)
	}
}

func (p *photosPane) compareMarked() {
	items := []int{}
	for _, i := range []int{p.grid.Marked(), p.grid.Selected()} {
		if i >= 0 && (len(items) == 0 || items[0] != i) {
			items = append(items, i)
		}
	}
	if len(items) == 0 {
		p.t.w.notice.say(p.t.w.t("photos.compare.none"))
		return
	}
	p.compareItems(items)
}

// compareItems shows one or two photos in Verification.
func (p *photosPane) compareItems(items []int) {
	v := p.t.w.verification
	p.t.w.selectTab(tabVerification)
	if len(items) == 1 {
		v.load(v.freeSlot(), p.t.w.whole.Abs(p.items[items[0]]))
		return
	}
	for side, i := range items[:2] {
		v.load(side, p.t.w.whole.Abs(p.items[i]))
	}
}
