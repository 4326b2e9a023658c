package window

import (
	"context"
	"errors"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/model/gallery"
	"siamface/model/group"
	"siamface/widgets"
)

// groupPage shows loose photos put together by the people on them: to be named, merged, split and rejected, and then written as a folder
// of people or enrolled in the gallery. The photos stay as and where they are.
type groupPage struct {
	t       *galleryTab
	content *fyne.Container
	title   *widget.Label
	list    *widgets.PeopleList
	grid    *widgets.FaceGrid
	places  facePlaces
	covers  facePlaces // a face of each person

	rename, merge                         *widgets.Button // a person
	splitButton, moveButton, rejectButton *widgets.Button // photos
	links, copies, enrol, back            *widgets.Button

	root string
	groupLines
	faceless int // photos without a face
	cancel   context.CancelFunc
}

// stageWords are the keys of what a grouping does.
var stageWords = map[group.Stage]string{group.Reading: "group.stage.reading", group.Joining: "group.stage.joining"}

func newGroupPage(t *galleryTab) *groupPage {
	p := &groupPage{t: t, title: widget.NewLabel("")}
	p.title.Truncation = fyne.TextTruncateEllipsis
	p.list = widgets.NewPeopleList(func(int) { p.showPerson() })
	p.list.Unsplit = true
	p.list.ShowFaces(p.covers.loadThumbnail)
	p.grid = widgets.NewFaceGrid(p.places.loadThumbnail)
	p.grid.SetNames(func(i int) string { return namePlace(p.places.get(i)) })
	p.grid.MarkMany()
	p.grid.OnDelete = func(int) { p.rejectPhotos() }
	p.grid.OnSelected = func(int) { p.enableForPhotos() }
	p.rename = widgets.NewQuietButton("", nil, p.askRename)
	p.merge = widgets.NewQuietButton("", nil, p.askMerge)
	p.splitButton = widgets.NewQuietButton("", nil, p.splitPhotos)
	p.moveButton = widgets.NewQuietButton("", nil, p.askMove)
	p.rejectButton = widgets.NewQuietButton("", nil, p.rejectPhotos)
	p.links = widgets.NewButton("", nil, func() { p.askFolder(group.Link) })
	p.copies = widgets.NewButton("", nil, func() { p.askFolder(group.Copy) })
	p.enrol = widgets.NewButton("", nil, p.enrolAll)
	p.enrol.Importance = widget.HighImportance
	p.back = widgets.NewQuietButton("", theme.NavigateBackIcon(), p.close)
	bar := container.New(between{least: 260}, p.back, p.title, container.NewHBox(p.links, p.copies, p.enrol))
	people := container.NewBorder(nil, container.NewHBox(p.rename, p.merge), nil, nil, p.list)
	photos := container.NewBorder(nil, container.NewHBox(p.splitButton, p.moveButton, p.rejectButton, layout.NewSpacer()), nil, nil, p.grid)
	halves := container.NewHSplit(addPadding(0, 0, 0, step, people), addPadding(0, 0, step, 0, photos))
	halves.Offset = 0.24
	p.content = container.NewBorder(addPadding(0, step, 0, 0, bar), nil, nil, nil, halves)
	p.content.Hide()
	return p
}

func (p *groupPage) retranslate() {
	words := p.t.Words
	p.rename.SetText(words.Text("gallery.rename"))
	p.rename.SetTip(words.Text("tip.rename"))
	p.merge.SetText(words.Text("gallery.merge"))
	p.merge.SetTip(words.Text("tip.merge"))
	p.splitButton.SetText(words.Text("group.split"))
	p.splitButton.SetTip(words.Text("tip.splitphotos"))
	p.moveButton.SetText(words.Text("group.move"))
	p.moveButton.SetTip(words.Text("tip.movephotos"))
	p.rejectButton.SetText(words.Text("group.reject"))
	p.rejectButton.SetTip(words.Text("tip.reject"))
	p.links.SetText(words.Text("group.links"))
	p.links.SetTip(words.Text("tip.links"))
	p.copies.SetText(words.Text("group.copies"))
	p.copies.SetTip(words.Text("tip.copies"))
	p.enrol.SetText(words.Text("group.enrol"))
	p.enrol.SetTip(words.Text("tip.enrolall"))
	p.back.SetText(words.Text("gallery.back"))
	p.back.SetTip(words.Text("tip.groupsback"))
	p.grid.SetReasons(func(err error) string { return thumbnailReason(words, err) })
	p.writeTitle()
	p.list.Update()
}

// startFiles puts photos together, wherever they lie.
func (p *groupPage) startFiles(files []string) { p.start(commonFolder(files), files) }

// start puts the photos of a folder together, or those of some files in it.
func (p *groupPage) start(root string, paths []string) {
	t, model := p.t, p.t.Models.Current
	t.page.show()
	if model == nil || model.Model == nil {
		t.notice.say(t.Words.Text("gallery.nomodel"))
		return
	}
	if p.cancel != nil || t.file.cancel != nil {
		t.notice.say(t.Words.Text("gallery.busy"))
		return
	}
	t.progress.Start(t.Words.Text("group.reading"))
	model.Hold()
	p.cancel = startWork(func(ctx context.Context, report *coalescer) (group.Result, error) {
		return groupPhotos(ctx, model.Model, root, paths, func(stage group.Stage, done, total int) {
			report.put(func() {
				t.progress.Set(float64(done)/float64(max(total, 1)), t.Words.Text(stageWords[stage], done, total), "")
			})
		})
	}, func(found group.Result, err error) {
		p.cancel = nil
		model.EndHold()
		t.progress.Done("")
		switch {
		case errors.Is(err, context.Canceled):
		case err != nil:
			t.showError(t.Words.Text("group.cannot"), err)
		default:
			p.root, p.people, p.strangers, p.faceless = root, found.People, found.Strangers, len(found.NoFace)
			p.content.Show()
			t.main.Hide()
			p.showPeople(0)
		}
	})
}

// describeLine is a line of the list as it is shown.
func (p *groupPage) describeLine(i int) widgets.Person {
	who, _ := p.get(i)
	if p.areStrangers(i) {
		who.Name = p.t.Words.Text("group.strangers")
	}
	return widgets.Person{Name: who.Name, Count: len(who.Files), Face: namePlace(p.covers.get(i))}
}

// showPeople shows the people found and the strangers, and selects a line.
func (p *groupPage) showPeople(selected int) {
	n := p.count()
	p.list.SetPeople(0, nil) // nothing is fetched while the faces change
	covers := make([]facePlace, n)
	for i := range covers {
		who, _ := p.get(i)
		covers[i] = p.placeOf(who, 0)
	}
	p.covers.set(covers)
	p.list.SetPeople(n, p.describeLine)
	p.list.Select(min(max(selected, 0), n-1))
	for _, b := range []*widgets.Button{p.links, p.copies, p.enrol} {
		setEnabled(b, len(p.people) > 0)
	}
	p.showPerson()
	p.writeTitle()
}

// enableForPhotos enables what is done with the photos selected.
func (p *groupPage) enableForPhotos() {
	some := p.grid.Selected() >= 0
	setEnabled(p.splitButton, some)
	others := len(p.people)
	if !p.areStrangers(p.list.Selected()) {
		others--
	}
	setEnabled(p.moveButton, some && others > 0)
	setEnabled(p.rejectButton, some && !p.areStrangers(p.list.Selected()))
}

func (p *groupPage) writeTitle() {
	words := p.t.Words
	p.title.SetText(words.Text("group.found", words.Count("count.people", len(p.people)), words.Count("count.faces", len(p.strangers.Files)), words.Count("count.photos", p.faceless)))
}

// showPerson shows the faces of the line selected.
func (p *groupPage) showPerson() {
	p.grid.SetItems(0, nil) // nothing is fetched while the items change
	p.enableForPhotos()
	who, ok := p.get(p.list.Selected())
	for _, b := range []*widgets.Button{p.rename, p.merge} {
		setEnabled(b, ok && !p.areStrangers(p.list.Selected()))
	}
	if !ok {
		p.places.set(nil)
		return
	}
	var faces []facePlace
	for k := range who.Files {
		faces = append(faces, p.placeOf(who, k))
	}
	p.places.set(faces)
	p.grid.SetItems(len(faces), func(i int) string {
		if i >= len(who.Files) {
			return ""
		}
		return who.Files[i]
	})
}

// placeOf is a person's face on their photo k.
func (p *groupPage) placeOf(who group.Person, k int) facePlace {
	return facePlace{filepath.Join(p.root, filepath.FromSlash(who.Files[k])), who.Boxes[k]}
}

func (p *groupPage) askRename() {
	i := p.list.Selected()
	if i < 0 || p.areStrangers(p.list.Selected()) {
		return
	}
	p.t.askText(p.t.Words.Text("gallery.rename.title", p.people[i].Name), p.people[i].Name, func(name string) {
		p.people = group.Rename(p.people, i, name)
		p.showPeople(i)
	})
}

func (p *groupPage) askMerge() {
	i := p.list.Selected()
	if i < 0 || p.areStrangers(p.list.Selected()) {
		return
	}
	p.askPerson(p.t.Words.Text("gallery.merge.title", p.people[i].Name), func(into int) {
		p.people = group.Merge(p.people, into, i)
		p.showPeople(min(into, len(p.people)-1))
	})
}

// askPerson asks for one of the people who aren't selected.
func (p *groupPage) askPerson(title string, do func(i int)) {
	p.t.askOther(title, len(p.people), p.list.Selected(), p.describeLine, p.covers.loadThumbnail, do)
}

// chosen are the places of the photos selected and marked; where there are none that is said.
func (p *groupPage) chosen() (photos []int, ok bool) {
	photos = p.grid.Chosen()
	if len(photos) == 0 {
		p.t.notice.say(p.t.Words.Text("group.select"))
	}
	return photos, len(photos) > 0
}

// splitPhotos makes another person of the photos chosen.
func (p *groupPage) splitPhotos() {
	if photos, ok := p.chosen(); ok {
		p.showPeople(p.split(p.list.Selected(), photos))
	}
}

// askMove asks whose the photos chosen are, and gives them to that person.
func (p *groupPage) askMove() {
	photos, ok := p.chosen()
	if !ok {
		return
	}
	from := p.list.Selected()
	p.askPerson(p.t.Words.Text("group.move.title"), func(to int) { p.showPeople(p.move(from, photos, to)) })
}

// rejectPhotos makes the photos chosen strangers'.
func (p *groupPage) rejectPhotos() {
	i := p.list.Selected()
	if photos, ok := p.chosen(); ok && !p.areStrangers(i) {
		p.showPeople(p.reject(i, photos))
	}
}

// askFolder asks where to write the people, and writes them.
func (p *groupPage) askFolder(place group.Placing) {
	t := p.t
	t.pickFolder(t.Words.Text("group.pick"), filepath.Dir(p.root), func(above string) {
		root, people := p.root, p.people
		out := freeFolder(above, filepath.Base(root)+" - "+t.Words.Text("group.folder"))
		runInBackground(func() (string, error) { return out, group.WriteFolder(root, out, people, place) }, func(out string, err error) {
			if err != nil {
				t.showError(t.Words.Text("group.cannot"), err)
				return
			}
			t.notice.say(t.Words.Text("group.written", out))
		})
	})
}

// enrolAll enrols the people in the gallery.
func (p *groupPage) enrolAll() {
	var entries []gallery.Entry
	for _, who := range p.people {
		for k := range who.Files {
			entries = append(entries, gallery.Entry{Person: who.Name, Path: p.placeOf(who, k).path, Box: &who.Boxes[k]})
		}
	}
	p.close()
	p.t.file.enrol(entries)
}

func (p *groupPage) close() {
	p.content.Hide()
	p.t.main.Show()
	p.people, p.strangers = nil, group.Person{}
	p.showPeople(-1)
}

func (p *groupPage) stop() {
	if p.cancel != nil {
		p.cancel()
	}
}

// end ends what goes on with the pictures too.
func (p *groupPage) end() {
	p.stop()
	p.list.Close()
	p.grid.Close()
}
