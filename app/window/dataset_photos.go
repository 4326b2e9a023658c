package window

import (
	"context"
	"image"
	"path"
	"slices"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/model/dataset"
	"siamface/model/format"
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

	people  []int           // by their place in the dataset
	items   []dataset.Photo // in the grid's order
	paths   photoPaths      // of the items
	aligned atomic.Bool     // whether faces are shown in place of photos, for the loader's goroutines too
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
	p.grid.SetFaded(func(i int) bool { return i < len(p.items) && t.Folder.Excluded.Has(p.items[i].Path) })
	p.kind = widgets.NewSelect(func(i int) { p.showAligned(i == 1) })
	p.only = widgets.NewSelect(func(i int) { p.pickFaces(faceKind(i)) })
	p.none = widget.NewLabel("")
	p.none.Alignment, p.none.Wrapping = fyne.TextAlignCenter, fyne.TextWrapWord
	p.none.Hide()
	p.split = widgets.NewSelect(p.changeSplit)
	p.smaller = widgets.NewQuietButton("", theme.ZoomOutIcon(), func() { p.zoom(-1) })
	p.larger = widgets.NewQuietButton("", theme.ZoomInIcon(), func() { p.zoom(+1) })
	p.compare = widgets.NewQuietButton("", nil, p.compareMarked)
	title := container.New(captioned{p.title}, p.title, fixWidth(130, p.split))
	p.headline = title
	head := container.NewBorder(nil, nil, nil, container.NewHBox(p.compare, p.smaller, p.larger), title)
	foot := container.NewBorder(nil, nil, container.NewHBox(fixWidth(136, p.kind), fixWidth(144, p.only)), nil, p.hint)
	p.content = container.NewBorder(head, foot, nil, nil, container.NewStack(p.grid, container.NewCenter(fixWidth(240, p.none))))
	return p
}

// load runs off Fyne's goroutine.
func (p *photosPane) load(ctx context.Context, i, side int) (image.Image, error) {
	if path := p.paths.get(i); path != "" && p.aligned.Load() && ctx.Err() == nil {
		return p.t.faces.chip(ctx, path)
	}
	return p.paths.loadThumbnail(ctx, i, side)
}

func (p *photosPane) retranslate() {
	p.split.SetWords(p.t.Words.SplitNames()...)
	p.compare.SetText(p.t.Words.Text("photos.compare"))
	p.hint.SetText(p.t.Words.Text("photos.hint"))
	p.kind.SetWords(p.t.Words.Text("photos.asphotos"), p.t.Words.Text("photos.asfaces"))
	p.only.SetWords(p.t.Words.Text("only.all"), p.t.Words.Text("only.noface"), p.t.Words.Text("only.several"), p.t.Words.Text("only.weak"))
	p.none.SetText(p.t.Words.Text("photos.none"))
	p.grid.SetReasons(func(err error) string { return thumbnailReason(p.t.Words, err) })
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
		for _, ph := range p.t.Folder.Whole.People[i].Photos {
			if p.wanted == anyFaces {
				items = append(items, ph)
			} else if n, known := p.t.faces.notes[ph.Path]; known && n.is(p.wanted) {
				items = append(items, ph)
			}
		}
	}
	return items
}

func (p *photosPane) setItems(items []dataset.Photo) {
	paths := make([]string, len(items))
	for i, ph := range items {
		paths[i] = p.t.Folder.Whole.Abs(ph)
	}
	p.items = items
	p.paths.set(paths)
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
	if p.t.Folder.Whole == nil || len(p.people) != 1 || p.people[0] >= len(p.t.Folder.Whole.People) {
		return dataset.Person{}, false
	}
	return p.t.Folder.Whole.People[p.people[0]], true
}

func (p *photosPane) writeTitle() {
	who, single := p.one()
	setVisible(p.split, single && p.t.Folder.CountUsed(who) > 0)
	if !single {
		p.title.SetText(p.t.Words.Text("photos.title.all", p.t.Words.Text("list", p.t.Words.Count("count.people", len(p.people)), p.countText())))
		p.headline.Refresh()
		return
	}
	p.split.Pick(int(who.Split))
	p.title.SetText(p.t.Words.Text("photos.title", who.Name, p.countText()))
	p.headline.Refresh()
}

// changeSplit puts the person into another split. The folder itself isn't changed.
func (p *photosPane) changeSplit(i int) {
	who, single := p.one()
	if !single {
		return
	}
	if err := p.t.Folder.SetSplit(who.Name, splits[i]); err != nil {
		p.t.notice.say(err.Error())
	}
}

// leaveOutItem leaves a photo out, or puts it back.
func (p *photosPane) leaveOutItem(i int) {
	file := p.items[i].Path
	p.t.leaveOut(!p.t.Folder.Excluded.Has(file), file)
}

// reveal shows a photo among those of its person.
func (p *photosPane) reveal(file string) {
	for i, who := range p.t.Folder.Whole.People {
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
		p.t.notice.say(p.t.Words.Text("photos.compare.none"))
		return
	}
	p.compareItems(items)
}

// compareItems shows one or two photos in Verification.
func (p *photosPane) compareItems(items []int) {
	var paths []string
	for _, i := range items[:min(len(items), 2)] {
		paths = append(paths, p.t.Folder.Whole.Abs(p.items[i]))
	}
	p.t.compare(paths...)
}

// pictureName tells apart all pictures of the open folder that the grid may show.
func (p *photosPane) pictureName(i int) string {
	name := "photo "
	if p.aligned.Load() {
		name = "face "
	}
	if i < len(p.items) {
		name += p.items[i].Path
	}
	return name
}

// allowFaces lets the user choose what needs the face networks, or not.
func (p *photosPane) allowFaces(possible bool) {
	if possible {
		p.kind.Enable()
		p.only.Enable()
		return
	}
	p.kind.Disable()
	p.only.Disable()
	if p.aligned.Load() {
		p.kind.Pick(0)
		p.showAligned(false)
	}
}

// showAligned shows the photos' aligned faces, or the whole photos.
func (p *photosPane) showAligned(aligned bool) {
	if p.aligned.Load() != aligned {
		p.grid.Rename(func() { p.aligned.Store(aligned) })
	}
}

// clear forgets the photos of a folder and what was chosen of them.
func (p *photosPane) clear() {
	p.wanted = anyFaces
	p.only.Pick(int(anyFaces))
	p.grid.SetItems(0, nil)
	p.items = nil
	p.grid.Forget() // another folder may have photos of the same names
}

// pickFaces shows the photos of a kind. Where no faces have been looked for, they are now.
func (p *photosPane) pickFaces(k faceKind) {
	p.wanted = k
	if p.t.Folder.Whole == nil {
		return
	}
	if f := p.t.faces; k != anyFaces && len(f.notes) == 0 && !f.running {
		p.t.faces.startSearch()
	}
	p.show(p.people)
}

// showNotes shows what is newly known of the photos. Those that are shown already stay where they are.
func (p *photosPane) showNotes() {
	if p.wanted == anyFaces || p.t.Folder.Whole == nil {
		p.grid.Update()
		return
	}
	items := p.chosen()
	switch old := len(p.items); {
	case old <= len(items) && slices.Equal(p.items, items[:old]):
		p.setItems(items)
		if old < len(items) {
			p.grid.Extend(len(items))
		}
		p.writeTitle()
	default:
		p.show(p.people)
	}
}

// badge is the word over a photo's thumbnail.
func (p *photosPane) badge(i int) string {
	if i >= len(p.items) {
		return ""
	}
	if p.t.Folder.Excluded.Has(p.items[i].Path) {
		return p.t.Words.Text("badge.leftout")
	}
	if n, known := p.t.faces.notes[p.items[i].Path]; known {
		return noteBadge(p.t.Words, n)
	}
	return ""
}

// countText counts the photos shown, and all where some are left out.
func (p *photosPane) countText() string {
	all, used := 0, 0
	for _, i := range p.people {
		all += len(p.t.Folder.Whole.People[i].Photos)
		used += p.t.Folder.CountUsed(p.t.Folder.Whole.People[i])
	}
	text := p.t.Words.Count("count.photos", all)
	if p.wanted != anyFaces {
		text = p.t.Words.Text("photos.some", format.Count(len(p.items)), text)
	}
	if used < all {
		text = p.t.Words.Text("list", text, p.t.Words.Count("findings.leftout", all-used))
	}
	return text
}
