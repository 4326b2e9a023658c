package window

import (
	"context"
	"fmt"
	"image"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/app/session"
	"siamface/model/gallery"
	"siamface/model/gallery/store"
	"siamface/model/photo"
	"siamface/widgets"
)

// galleryTab keeps people in a gallery, tells who of them is on a photo, and puts loose photos together by the people on them.
type galleryTab struct {
	desk
	page    tabPage
	content fyne.CanvasObject

	askButton, enrolButton, photosButton, openButton *widgets.Button
	person                                           *widgets.Button // a menu of what can be done with the person selected
	list                                             *widgets.PeopleList
	grid                                             *widgets.FaceGrid
	places                                           facePlaces
	covers                                           covers
	captions                                         []string
	empty                                            *widgets.EmptyState
	main, browser, photos                            *fyne.Container // main: all but the groups
	title                                            *widget.Label
	progress                                         *widgets.Progress

	file      *galleryFile
	asked     *askedPhoto
	groups    *groupPage
	afterWork func() // what waits for the gallery to be open; nil: nothing
}

func newGalleryTab(d desk, page tabPage) *galleryTab {
	t := &galleryTab{desk: d, page: page, title: widget.NewLabel("")}
	t.file = &galleryFile{t: t}
	t.title.Truncation = fyne.TextTruncateEllipsis
	t.askButton = widgets.NewButton("", theme.SearchIcon(), t.pickPhoto)
	t.askButton.Importance = widget.HighImportance
	t.enrolButton = widgets.NewButton("", theme.FolderOpenIcon(), t.pickPeople)
	t.photosButton = widgets.NewQuietButton("", nil, t.pickLoose)
	t.openButton = widgets.NewQuietButton("", nil, t.file.pick)
	t.person = widgets.NewQuietButton("", theme.MenuDropDownIcon(), t.showActions)
	t.person.IconPlacement = widget.ButtonIconTrailingText
	t.list = widgets.NewPeopleList(func(int) { t.showPerson() })
	t.list.Unsplit = true
	t.list.ShowFaces(t.covers.loadThumbnail)
	t.grid = widgets.NewFaceGrid(t.places.loadThumbnail)
	t.grid.SetNames(func(i int) string { return namePlace(t.places.get(i)) })
	t.grid.OnDelete = t.askRemove
	t.progress = widgets.NewProgress("", "")
	t.progress.OnStop = t.stop
	t.empty = widgets.NewEmptyState("", "", " ", t.pickPeople)
	t.asked = newAskedPhoto(t)
	t.groups = newGroupPage(t)
	t.content = t.makeContent()
	t.Words.KeepWritten(t.retranslate)
	t.Models.Changed.Add(t.asked.ask)
	t.showPeople()
	return t
}

func (t *galleryTab) makeContent() fyne.CanvasObject {
	bar := container.NewHBox(t.askButton, t.enrolButton, t.photosButton, layout.NewSpacer(), t.openButton)
	people := container.NewBorder(nil, container.NewHBox(t.person), nil, nil, t.list)
	t.photos = container.NewBorder(t.title, nil, nil, nil, t.grid)
	right := container.NewStack(t.photos, t.asked.content)
	split := container.NewHSplit(addPadding(0, 0, 0, step, people), addPadding(0, 0, step, 0, right))
	split.Offset = 0.24
	t.browser = container.NewStack(split)
	foot := container.New(pages{fyne.NewSize(200, 36)}, t.progress)
	t.main = container.NewBorder(addPadding(0, step, 0, 0, bar), foot, nil, nil, container.NewStack(t.empty, t.browser))
	return container.NewStack(t.main, t.groups.content)
}

func (t *galleryTab) retranslate() {
	words := t.Words
	t.askButton.SetText(words.Text("gallery.ask"))
	t.askButton.SetTip(words.Text("tip.ask"))
	t.enrolButton.SetText(words.Text("gallery.enrol"))
	t.enrolButton.SetTip(words.Text("tip.enrolpeople"))
	t.photosButton.SetText(words.Text("gallery.group"))
	t.photosButton.SetTip(words.Text("tip.grouploose"))
	t.openButton.SetText(words.Text("gallery.open"))
	t.openButton.SetTip(words.Text("tip.othergallery"))
	t.person.SetText(words.Text("gallery.change"))
	t.person.SetTip(words.Text("tip.changeperson"))
	t.empty.SetWords(words.Text("gallery.empty.title"), words.Text("gallery.empty.text"), words.Text("gallery.enrol"))
	t.empty.SetSecond(words.Text("gallery.group"), t.pickLoose)
	t.empty.SetTips(words.Text("tip.enrolpeople"), words.Text("tip.grouploose"))
	t.progress.SetWords(words.Text("stop"), words.Text("stopping"))
	t.progress.SetTip(words.Text("tip.stop"))
	t.grid.SetReasons(func(err error) string { return thumbnailReason(words, err) })
	t.asked.retranslate()
	t.groups.retranslate()
	t.writeTitle()
}

// showPeople shows who is in the gallery.
func (t *galleryTab) showPeople() {
	people := t.file.people
	if t.file.gallery == nil {
		people = nil
	}
	some := len(people) > 0
	setVisible(t.empty, !some && !t.asked.isOpen())
	setVisible(t.browser, some || t.asked.isOpen())
	was := t.list.Selected()
	t.list.SetPeople(0, nil) // nothing is fetched while the people change
	t.covers.set(t.file.gallery, people)
	t.list.SetPeople(len(people), t.describePerson)
	t.list.Select(min(max(was, 0), len(people)-1))
	setEnabled(t.person, some)
	setEnabled(t.askButton, some)
	t.showPerson()
	t.asked.ask()
}

// describePerson is a line of the list.
func (t *galleryTab) describePerson(i int) widgets.Person {
	if i >= len(t.file.people) { // they are others by now
		return widgets.Person{}
	}
	who := t.file.people[i]
	return widgets.Person{Name: who.Name, Count: who.Photos, Face: fmt.Sprint(t.file.path, "/", who)}
}

// chosen is the person selected; ok is false for none.
func (t *galleryTab) chosen() (p store.Person, ok bool) {
	i := t.list.Selected()
	if t.file.gallery == nil || i < 0 || i >= len(t.file.people) {
		return p, false
	}
	return t.file.people[i], true
}

// showPerson shows the photos of the person selected.
func (t *galleryTab) showPerson() {
	who, ok := t.chosen()
	t.writeTitle()
	if !ok {
		t.setFaces(nil, nil)
		return
	}
	g := t.file.gallery
	runInBackground(func() ([]store.Photo, error) { return g.Photos(context.Background(), who.Name) }, func(photos []store.Photo, err error) {
		if now, ok := t.chosen(); err != nil || !ok || now.Name != who.Name {
			return
		}
		var faces []facePlace
		var captions []string
		for _, p := range photos {
			faces, captions = append(faces, facePlace{p.Path, p.Box}), append(captions, filepath.Base(p.Path))
		}
		t.setFaces(faces, captions)
	})
}

func (t *galleryTab) setFaces(faces []facePlace, captions []string) {
	t.grid.SetItems(0, nil) // nothing is fetched while the items change
	t.places.set(faces)
	t.captions = captions
	t.grid.SetItems(len(faces), func(i int) string {
		if i >= len(t.captions) {
			return ""
		}
		return t.captions[i]
	})
}

// namePlace names a face's picture.
func namePlace(f facePlace) string { return fmt.Sprint(f.path, f.box) }

func (t *galleryTab) writeTitle() {
	if who, ok := t.chosen(); ok {
		t.title.SetText(t.Words.Text("gallery.person", who.Name, t.Words.Count("count.photos", who.Photos)))
		return
	}
	t.title.SetText("")
}

// startFolder is where a choice of files begins.
func (t *galleryTab) startFolder() string {
	if t.Folder.Data != nil {
		return t.Folder.Data.Root
	}
	return session.DocumentsFolder()
}

func (t *galleryTab) pickPhoto() {
	t.pickFile(t.Words.Text("verification.pick"), t.startFolder(), photo.Extensions, t.asked.show)
}

func (t *galleryTab) pickPeople() {
	t.pickFolder(t.Words.Text("gallery.enrol.pick"), t.startFolder(), t.file.enrolFolder)
}

func (t *galleryTab) pickLoose() {
	t.pickFolder(t.Words.Text("gallery.group.pick"), t.startFolder(), func(path string) { t.groups.start(path, nil) })
}

// askText asks for a line of text.
func (t *galleryTab) askText(title, text string, do func(text string)) {
	entry := widgets.NewEntry(nil)
	entry.SetText(text)
	question := dialog.NewCustomConfirm(title, t.Words.Text("gallery.ok"), t.Words.Text("cancel"), entry, func(ok bool) {
		if name := strings.TrimSpace(entry.Text); ok && name != "" {
			do(name)
		}
	}, t.win)
	t.openDialog(question, fyne.NewSize(400, 160))
}

// askOther asks for one of n people other than the one at place but, by their faces. person says who is at a place, load makes the faces.
func (t *galleryTab) askOther(title string, n, but int, person func(i int) widgets.Person, load widgets.LoadThumb, do func(i int)) {
	at := func(k int) int { // the place of the one who stands in line k
		if but >= 0 && k >= but {
			k++
		}
		return k
	}
	if but >= 0 && but < n {
		n--
	}
	list := widgets.NewPeopleList(nil)
	list.Unsplit = true
	list.ShowFaces(func(ctx context.Context, k, side int) (image.Image, error) { return load(ctx, at(k), side) })
	list.SetPeople(n, func(k int) widgets.Person { return person(at(k)) })
	question := dialog.NewCustomConfirm(title, t.Words.Text("gallery.ok"), t.Words.Text("cancel"), list, func(ok bool) {
		list.Close()
		if k := list.Selected(); ok && k >= 0 {
			do(at(k))
		}
	}, t.win)
	t.openDialog(question, fyne.NewSize(400, 420))
}

// showActions offers what can be done with the person selected.
func (t *galleryTab) showActions() {
	menu := fyne.NewMenu("",
		fyne.NewMenuItem(t.Words.Text("gallery.rename"), t.askRename),
		fyne.NewMenuItem(t.Words.Text("gallery.merge"), t.askMerge),
		fyne.NewMenuItem(t.Words.Text("gallery.forget"), t.askForget))
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(t.person)
	widget.ShowPopUpMenuAtPosition(menu, t.win.Canvas(), at.SubtractXY(0, 3*t.person.Size().Height))
}

func (t *galleryTab) askRename() {
	who, ok := t.chosen()
	if !ok {
		return
	}
	t.askText(t.Words.Text("gallery.rename.title", who.Name), who.Name, func(name string) {
		t.file.change(func(ctx context.Context, g *gallery.Gallery) error {
			_, err := g.Merge(ctx, name, []string{who.Name})
			return err
		})
	})
}

func (t *galleryTab) askMerge() {
	who, ok := t.chosen()
	if !ok {
		return
	}
	people := t.file.people
	t.askOther(t.Words.Text("gallery.merge.title", who.Name), len(people), t.list.Selected(), t.describePerson, t.covers.loadThumbnail, func(i int) {
		t.file.change(func(ctx context.Context, g *gallery.Gallery) error {
			_, err := g.Merge(ctx, people[i].Name, []string{who.Name})
			return err
		})
	})
}

func (t *galleryTab) askForget() {
	who, ok := t.chosen()
	if !ok {
		return
	}
	words := t.Words
	t.confirm(words.Text("gallery.forget.title", who.Name), words.Text("gallery.forget.text"), words.Text("gallery.forget.yes"), words.Text("cancel"), func() {
		t.file.change(func(ctx context.Context, g *gallery.Gallery) error {
			_, err := g.Forget(ctx, who.Name)
			return err
		})
	})
}

// askRemove takes a photo out of the gallery, by the key Delete.
func (t *galleryTab) askRemove(i int) {
	who, ok := t.chosen()
	path := t.places.get(i).path
	if !ok || path == "" {
		return
	}
	t.file.change(func(ctx context.Context, g *gallery.Gallery) error {
		_, err := g.Remove(ctx, who.Name, []string{path})
		return err
	})
}

// drop takes photos that were dropped on the tab: one is asked about; several are put together.
func (t *galleryTab) drop(files []string) {
	if len(files) == 1 {
		t.asked.show(files[0])
		return
	}
	t.groups.startFiles(slices.Clone(files))
}

// stop ends what goes on.
func (t *galleryTab) stop() {
	if t.file.cancel != nil {
		t.file.cancel()
	}
	t.groups.stop()
}

// close ends what goes on, and closes the gallery.
func (t *galleryTab) close() {
	t.stop()
	t.list.Close()
	t.grid.Close()
	t.asked.grid.Close()
	t.groups.end()
	t.file.close()
}
