package window

import (
	"context"
	"image"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/app/session"
	"siamface/model/face"
	"siamface/model/sample"
	"siamface/widgets"
)

const (
	mostTiles    = 4   // recent folders shown
	tilePhotos   = 3   // of each
	tilePixels   = 96  // the side of their thumbnails
	leastAbreast = 680 // the width from which the cards stand beside each other
)

// startPage is what the Dataset tab shows before a folder is open: three ways in, each a card.
type startPage struct {
	t       *datasetTab
	content fyne.CanvasObject
	links   startLinks

	title, promise *widget.Label
	heads, texts   [3]*widget.Label
	zone           *widgets.DropZone // for photos
	folderZone     *widgets.DropZone // for a folder, as long as none was opened before
	choose, paste  *widgets.Button
	open           *widgets.Button
	recent         *widget.Label
	tiles          *fyne.Container
	samples        *widgets.Button
	drawings       [6]*canvas.Image // of sample faces
}

// startLinks are the ways from the start to what another tab does.
type startLinks struct {
	choosePhoto func() // asks for the first photo to compare
	paste       func() // compares what is on the clipboard
}

func newStartPage(t *datasetTab, links startLinks) *startPage {
	p := &startPage{t: t, links: links, title: widget.NewLabel(""), promise: widget.NewLabel(""), recent: widget.NewLabel("")}
	p.title.SizeName, p.title.TextStyle.Bold, p.title.Wrapping = theme.SizeNameHeadingText, true, fyne.TextWrapWord
	p.promise.Wrapping = fyne.TextWrapWord
	p.recent.SizeName, p.recent.Importance = theme.SizeNameCaptionText, widget.LowImportance
	for i := range p.heads {
		p.heads[i], p.texts[i] = widget.NewLabel(""), widget.NewLabel("")
		p.heads[i].TextStyle.Bold, p.texts[i].Wrapping = true, fyne.TextWrapWord
	}
	p.zone = widgets.NewDropZone(links.choosePhoto)
	p.folderZone = widgets.NewDropZone(t.opener.pickFolder)
	p.choose = widgets.NewButton("", theme.FileImageIcon(), links.choosePhoto)
	p.paste = widgets.NewButton("", theme.ContentPasteIcon(), links.paste)
	p.open = widgets.NewButton("", theme.FolderOpenIcon(), t.opener.pickFolder)
	p.open.Importance = widget.HighImportance
	p.samples = widgets.NewButton("", nil, t.opener.openSamples)
	p.tiles = container.New(column{gap: 2 * step})
	p.content = p.makeContent()
	return p
}

func (p *startPage) makeContent() fyne.CanvasObject {
	card := func(i int, middle, foot fyne.CanvasObject) fyne.CanvasObject {
		return widgets.NewCard(container.NewBorder(container.New(column{}, alignText(p.heads[i]), alignText(container.New(asHigh{p.texts[:]}, p.texts[i]))), foot, nil, nil, addPadding(step, 2*step, 0, 0, middle)))
	}
	recent := container.New(column{gap: step}, alignText(p.recent), p.tiles)
	cards := container.New(abreast{width: leastAbreast, gap: 4 * step, least: 320, most: 440},
		card(0, p.zone, container.NewGridWithColumns(2, p.choose, p.paste)),
		card(1, container.NewStack(recent, p.folderZone), p.open),
		card(2, p.makeDrawings(), p.samples),
	)
	page := container.NewBorder(container.New(column{gap: step}, alignText(p.title), addPadding(0, 2*step, -2*step, -2*step, p.promise)), nil, nil, nil, cards)
	return scrollPage(container.New(centred{most: 1120}, addPadding(4*step, 4*step, 0, 0, page)))
}

// showDrawings shows a few of the sample faces. They are drawn in the background once the window is there, which doesn't wait for them.
func (p *startPage) showDrawings() {
	runInBackground(func() (drawn []image.Image, err error) {
		for i := range p.drawings {
			drawn = append(drawn, sample.Draw(i, 0, session.SampleSeed))
		}
		return drawn, nil
	}, func(drawn []image.Image, _ error) {
		for i, d := range drawn {
			p.drawings[i].Image = d
			p.drawings[i].Refresh()
		}
	})
}

// makeDrawings leaves room for a few drawings.
func (p *startPage) makeDrawings() fyne.CanvasObject {
	grid := container.NewGridWithColumns(3)
	for i := range p.drawings {
		d := canvas.NewImageFromImage(nil)
		d.FillMode = canvas.ImageFillContain
		d.SetMinSize(fyne.NewSize(12*step, 14*step))
		p.drawings[i] = d
		grid.Add(d)
	}
	return grid
}

func (p *startPage) retranslate() {
	words := p.t.Words
	p.title.SetText(words.Text("start.title"))
	p.promise.SetText(words.Text("start.promise"))
	for i, keys := range [][2]string{
		{"start.compare", "start.compare.text"}, {"start.open", "start.open.text"}, {"start.samples", "start.samples.text"},
	} {
		p.heads[i].SetText(words.Text(keys[0]))
		p.texts[i].SetText(words.Text(keys[1]))
	}
	p.zone.SetText(words.Text("start.drop"))
	p.folderZone.SetText(words.Text("start.dropfolder"))
	p.choose.SetText(words.Text("start.choose"))
	p.choose.SetTip(words.Text("tip.choosephoto"))
	p.paste.SetText(words.Text("start.paste"))
	p.paste.SetTip(words.Text("tip.pastephoto"))
	p.open.SetText(words.Text("dataset.open"))
	p.open.SetTip(words.Text("tip.openfolder"))
	p.recent.SetText(words.Text("start.recent"))
	p.samples.SetText(words.Text("dataset.sample"))
	p.samples.SetTip(words.Text("tip.samples"))
	p.listRecent()
}

// listRecent lists the folders opened last as tiles, and gets their pictures in the background.
func (p *startPage) listRecent() {
	folders := p.t.Settings.RecentFolders()
	p.tiles.RemoveAll()
	for _, path := range folders[:min(len(folders), mostTiles)] {
		tile := widgets.NewFolderTile(p.t.FolderTitle(path), shortenPath(filepath.Dir(path)), func() { p.t.opener.openFolder(path) })
		p.tiles.Add(tile)
		runInBackground(func() ([]image.Image, error) { return firstPictures(path), nil }, func(pictures []image.Image, _ error) {
			tile.SetPictures(pictures)
		})
	}
	setVisible(p.recent, len(folders) > 0)
	setVisible(p.folderZone, len(folders) == 0)
}

// shortenPath writes ~ for the user's home.
func shortenPath(path string) string {
	if home, err := os.UserHomeDir(); err == nil {
		if rest, below := strings.CutPrefix(path, home); below && (rest == "" || os.IsPathSeparator(rest[0])) {
			return "~" + rest
		}
	}
	return path
}

// firstPictures are small squares of photos of a folder of faces: of the first people one each, where there are any. It reads no more
// than a few folders, and says nothing of what can't be read.
func firstPictures(root string) (pictures []image.Image) {
	people, err := os.ReadDir(root)
	if err != nil {
		return nil
	}
	const tries = 24 // folders and files looked at
	for _, who := range people[:min(len(people), tries)] {
		path := filepath.Join(root, who.Name())
		if who.IsDir() {
			path = firstFile(path)
		}
		if path == "" {
			continue
		}
		if img, err := readSquare(context.Background(), path, tilePixels, face.Box{}, false); err == nil {
			if pictures = append(pictures, img); len(pictures) == tilePhotos {
				break
			}
		}
	}
	return pictures
}

// firstFile is the first file of a folder, or of its first folder; "" where there is none.
func firstFile(folder string) string {
	for range 2 {
		entries, err := os.ReadDir(folder)
		if err != nil {
			return ""
		}
		for _, e := range entries {
			if e.Type().IsRegular() && !strings.HasPrefix(e.Name(), ".") {
				return filepath.Join(folder, e.Name())
			}
		}
		if len(entries) == 0 {
			return ""
		}
		folder = filepath.Join(folder, entries[0].Name())
	}
	return ""
}

// asHigh gives an object the height of the highest of several, of which it is one.
type asHigh struct{ all []*widget.Label }

// MinSize has that height.
func (a asHigh) MinSize([]fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(160, 0)
	for _, label := range a.all {
		size.Height = max(size.Height, label.MinSize().Height)
	}
	return size
}

// Layout gives the object the whole.
func (asHigh) Layout(objects []fyne.CanvasObject, size fyne.Size) { objects[0].Resize(size) }

// abreast puts cards beside each other, or, where there is too little width, below each other; each has at least and at most a height.
type abreast struct{ width, gap, least, most float32 }

// MinSize has the height of the cards below each other where they were put so.
func (a abreast) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(0, 0)
	for i, o := range objects {
		size.Width = max(size.Width, o.MinSize().Width)
		if h := max(o.MinSize().Height, a.least); o.Position().Y > 0 {
			size.Height += a.gap + h
		} else if i == 0 || o.Position().Y == 0 {
			size.Height = max(size.Height, h)
		}
	}
	return size
}

// Layout places the cards.
func (a abreast) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	n := float32(len(objects))
	y := float32(0)
	for i, o := range objects {
		if size.Width >= a.width {
			w := (size.Width - (n-1)*a.gap) / n
			o.Resize(fyne.NewSize(w, min(size.Height, a.most)))
			o.Move(fyne.NewPos(float32(i)*(w+a.gap), 0))
			continue
		}
		h := max(o.MinSize().Height, a.least)
		o.Resize(fyne.NewSize(size.Width, h))
		o.Move(fyne.NewPos(0, y))
		y += h + a.gap
	}
}

// centred puts an object into the middle of the width, no wider than most.
type centred struct{ most float32 }

// MinSize is the object's.
func (centred) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

// Layout places the object.
func (c centred) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := min(size.Width, c.most)
	objects[0].Resize(fyne.NewSize(w, size.Height))
	objects[0].Move(fyne.NewPos((size.Width-w)/2, 0))
}
