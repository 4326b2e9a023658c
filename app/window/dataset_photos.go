package window

import (
	"context"
	"image"
	"slices"
	"strings"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"siamface/model/dataset"
	"siamface/model/format"
	"siamface/model/spelling"
	"siamface/widgets"
)

// photosPane shows the photos of the people chosen.
type photosPane struct {
	t       *datasetTab
	content fyne.CanvasObject

	headline *fyne.Container // the title, and the split behind it
	title    *widget.Label
	split    *widgets.Select
	hint     *widgets.Hints
	size     *widgets.Slider
	compare  *widgets.Button
	grid     *widgets.FaceGrid
	kind     *widgets.Select // whole photos or aligned faces
	only     *widgets.Select // which photos, by the faces on them
	none     *widget.Label   // in place of photos

	people   []int             // by their place in the dataset
	items    []dataset.Photo   // in the grid's order
	whose    []int             // of each item the person, by the place in the dataset
	captions map[string]string // by the photos' paths, of the people whose photos have been seen
	paths    photoPaths        // of the items
	menu     *photoMenu
	aligned  atomic.Bool // whether faces are shown in place of photos, for the loader's goroutines too
	wanted   faceKind
}

func newPhotosPane(t *datasetTab) *photosPane {
	p := &photosPane{t: t, captions: map[string]string{}, title: widget.NewLabel(""), hint: widgets.NewHints()}
	p.title.Truncation = fyne.TextTruncateEllipsis
	p.grid = widgets.NewFaceGrid(p.load)
	p.grid.SetNames(p.pictureName)
	p.grid.OnOpen = func(i int) { t.viewer.open(p.items, i) }
	p.grid.OnCompare = p.compareItems
	p.grid.OnDelete = p.leaveOutItem
	p.menu = &photoMenu{p: p}
	p.grid.OnMenu = p.menu.open
	p.grid.OnSelected = p.menu.complete
	p.grid.SetSide(t.Settings.FaceSide())
	p.grid.SetFaded(func(i int) bool { return i < len(p.items) && t.Folder.Excluded.Has(p.items[i].Path) })
	p.kind = widgets.NewSelect(func(i int) { p.showAligned(i == 1) })
	p.only = widgets.NewSelect(func(i int) { p.pickFaces(faceKind(i)) })
	p.none = widget.NewLabel("")
	p.none.Alignment, p.none.Wrapping = fyne.TextAlignCenter, fyne.TextWrapWord
	p.none.Hide()
	p.split = widgets.NewSelect(p.changeSplit)
	p.size = widgets.NewSlider(widgets.LeastSide, widgets.MostSide, func(side float64) {
		p.grid.SetSide(float32(side))
		t.Settings.SetFaceSide(p.grid.Side())
	})
	p.size.Value = float64(p.grid.Side())
	p.compare = widgets.NewQuietButton("", nil, p.compareMarked)
	title := container.New(captioned{p.title}, p.title, fixWidth(130, p.split))
	p.headline = title
	named := container.New(spared{below: 460}, title, p.compare) // it has a key
	head := container.New(spared{below: 520}, named, fixWidth(120, p.size))
	foot := container.NewBorder(nil, nil, container.NewHBox(fixWidth(136, p.kind), fixWidth(144, p.only)), nil, p.hint)
	p.content = container.NewBorder(head, foot, nil, nil, container.NewStack(p.grid, container.NewCenter(fixWidth(240, p.none))))
	return p
}

// load runs off Fyne's goroutine.
func (p *photosPane) load(ctx context.Context, i, side int) (image.Image, error) {
	path := p.paths.get(i)
	switch {
	case path == "" || ctx.Err() != nil:
		return nil, ctx.Err()
	case p.aligned.Load():
		return p.t.faces.chip(ctx, path)
	}
	box, known := p.t.faces.spots.find(path)
	return readSquare(ctx, path, side, box, known)
}

func (p *photosPane) retranslate() {
	p.split.SetWords(p.t.Words.SplitNames()...)
	p.compare.SetText(p.t.Words.Text("photos.compare"))
	p.compare.SetTip(p.t.Words.Text("tip.comparephotos"))
	p.hint.SetHints(strings.Split(p.t.Words.Text("photos.hint"), "  ·  ")...)
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
	items, whose, sections := p.gather()
	p.setItems(items, whose)
	p.grid.SetItems(len(items), p.caption, sections...)
	p.writeTitle()
}

// gather gathers the photos of the people shown that are of the kind wanted; of several people each is a section.
func (p *photosPane) gather() (items []dataset.Photo, whose []int, sections []widgets.Section) {
	for _, i := range p.people {
		who, before := p.t.Folder.Whole.People[i], len(items)
		for _, ph := range who.Photos {
			if n, known := p.t.faces.notes[ph.Path]; p.wanted == anyFaces || known && n.is(p.wanted) {
				items, whose = append(items, ph), append(whose, i)
			}
		}
		if n := len(items) - before; n > 0 && len(p.people) > 1 {
			sections = append(sections, widgets.Section{Name: spelling.Show(who.Name), Detail: format.Count(n), Count: n})
		}
	}
	return items, whose, sections
}

func (p *photosPane) setItems(items []dataset.Photo, whose []int) {
	paths := make([]string, len(items))
	for i, ph := range items {
		paths[i] = p.t.Folder.Whole.Abs(ph)
	}
	p.items, p.whose = items, whose
	p.paths.set(paths)
	setVisible(p.none, len(items) == 0 && p.wanted != anyFaces)
}

// caption names a photo by what its name says beside those of its person's others.
func (p *photosPane) caption(i int) string {
	if i >= len(p.items) { // the grid still shows what was there before
		return ""
	}
	file := p.items[i].Path
	if _, known := p.captions[file]; !known {
		who := p.t.Folder.Whole.People[p.whose[i]]
		for k, text := range captionsOf(who.Name, who.Photos) {
			p.captions[who.Photos[k].Path] = text
		}
	}
	return p.captions[file]
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
	switch {
	case i >= len(p.items):
		return ""
	case p.aligned.Load():
		return "face " + p.items[i].Path
	case p.isOffCentre(i):
		return "about the face " + p.items[i].Path
	}
	return "photo " + p.items[i].Path
}

// isOffCentre tells whether a square about a photo's face is another one than that in its middle.
func (p *photosPane) isOffCentre(i int) bool {
	box, known := p.t.faces.spots.find(p.paths.get(i))
	if !known {
		return false
	}
	bounds := image.Rect(0, 0, p.items[i].Width, p.items[i].Height)
	middle, about := squareAbout(bounds, box, false), squareAbout(bounds, box, true)
	shift := about.Min.Sub(middle.Min)
	const little = 16 // parts of the side that nobody sees
	return max(max(shift.X, -shift.X), max(shift.Y, -shift.Y)) > middle.Dx()/little || about.Dx() < middle.Dx()*(little-1)/little
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
	p.setItems(nil, nil)
	p.captions = map[string]string{}
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
	items, whose, sections := p.gather()
	switch old := len(p.items); {
	case old > len(items) || !slices.Equal(p.items, items[:old]):
		p.show(p.people)
	case old < len(items):
		p.setItems(items, whose)
		p.grid.Extend(len(items), sections...)
		p.writeTitle()
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
