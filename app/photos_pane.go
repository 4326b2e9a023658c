//go:build !headless

package app

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

	people []int                    // by their place in the dataset
	items  []dataset.Photo          // in the grid's order
	paths  atomic.Pointer[[]string] // of the items, for the loader's goroutines
}

func newPhotosPane(t *datasetTab) *photosPane {
	p := &photosPane{t: t, title: widget.NewLabel(""), hint: widget.NewLabel("")}
	p.title.Truncation = fyne.TextTruncateEllipsis
	p.hint.Truncation, p.hint.Importance = fyne.TextTruncateEllipsis, widget.LowImportance
	p.hint.SizeName = theme.SizeNameCaptionText
	p.grid = widgets.NewFaceGrid(p.load)
	p.grid.OnOpen = func(i int) { t.viewer.open(p.items, i) }
	p.grid.OnCompare = p.compareItems
	p.split = widgets.NewSelect(p.changeSplit)
	p.smaller = widgets.NewQuietButton("", theme.ZoomOutIcon(), func() { p.zoom(-1) })
	p.larger = widgets.NewQuietButton("", theme.ZoomInIcon(), func() { p.zoom(+1) })
	p.compare = widgets.NewQuietButton("", nil, p.compareMarked)
	title := container.New(captioned{p.title}, p.title, wide(130, p.split))
	p.headline = title
	head := container.NewBorder(nil, nil, nil, container.NewHBox(p.compare, p.smaller, p.larger), title)
	p.content = container.NewBorder(head, p.hint, nil, nil, p.grid)
	return p
}

// load runs off Fyne's goroutine.
func (p *photosPane) load(ctx context.Context, i, side int) (image.Image, error) {
	paths := p.paths.Load()
	if paths == nil || i >= len(*paths) || ctx.Err() != nil {
		return nil, ctx.Err()
	}
	img, err := photo.Open((*paths)[i])
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
	p.writeTitle()
}

// show shows the photos of these people.
func (p *photosPane) show(people []int) {
	d := p.t.w.data
	p.people, p.items = people, nil
	var paths []string
	for _, i := range people {
		for _, ph := range d.People[i].Photos {
			p.items = append(p.items, ph)
			paths = append(paths, d.Abs(ph))
		}
	}
	p.paths.Store(&paths)
	single, items := len(people) == 1, p.items
	p.grid.SetItems(len(items), func(i int) string {
		if single {
			return path.Base(items[i].Path)
		}
		return path.Base(path.Dir(items[i].Path)) + "/" + path.Base(items[i].Path)
	})
	p.writeTitle()
}

// one is the only person shown.
func (p *photosPane) one() (dataset.Person, bool) {
	if p.t.w.data == nil || len(p.people) != 1 || p.people[0] >= len(p.t.w.data.People) {
		return dataset.Person{}, false
	}
	return p.t.w.data.People[p.people[0]], true
}

func (p *photosPane) writeTitle() {
	who, single := p.one()
	setVisible(p.split, single)
	if !single {
		p.title.SetText(p.t.w.t("photos.title.all", p.t.w.peopleAndPhotos(len(p.people), len(p.items))))
		p.headline.Refresh()
		return
	}
	p.split.Pick(int(who.Split))
	p.title.SetText(p.t.w.t("photos.title", who.Name, p.t.w.n("count.photos", len(p.items))))
	p.headline.Refresh()
}

// changeSplit puts the person into another split. The folder itself isn't changed.
func (p *photosPane) changeSplit(i int) {
	who, single := p.one()
	if !single || p.t.w.data.SetSplit(who.Name, splits[i]) != nil {
		return
	}
	p.t.people.list.Update()
	notify(p.t.w.onSplit)
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
		v.load(v.freeSlot(), p.t.w.data.Abs(p.items[items[0]]))
		return
	}
	for side, i := range items[:2] {
		v.load(side, p.t.w.data.Abs(p.items[i]))
	}
}
