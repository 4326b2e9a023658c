package window

import (
	"context"
	"image"
	"path"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"siamface/model/dataset"
	"siamface/model/face"
	"siamface/model/format"
	"siamface/model/photo"
	"siamface/model/verify"
	"siamface/widgets"
)

// viewSide is the longest side in pixels of a photo in memory for the window; larger ones are shrunk.
const viewSide = 2400

// forView halves a photo until no side is longer than side, by the means of four pixels. A smoother way takes longer than the
// decoding.
func forView(img image.Image, side int) image.Image {
	for size := img.Bounds().Size(); max(size.X, size.Y) > side; size = img.Bounds().Size() {
		img = photo.Half(img)
	}
	return img
}

// viewer shows one photo large, over the whole of the Dataset tab.
type viewer struct {
	t       *datasetTab
	content *fyne.Container
	view    *widgets.PhotoView
	name    *widget.Label
	detail  *widget.Label
	back    *widgets.Button
	forth   *widgets.Button
	saving  *widgets.Button
	closing *widgets.Button

	items   []dataset.Photo
	at      int
	version int
	found   *verify.Found      // on the photo shown, nil as long as nothing is known
	cancel  context.CancelFunc // of the search for it
}

func newViewer(t *datasetTab) *viewer {
	v := &viewer{t: t, name: widget.NewLabel(""), detail: widget.NewLabel(""), cancel: func() {}}
	v.name.TextStyle.Bold = true
	v.name.Truncation = fyne.TextTruncateEllipsis
	v.detail.Importance = widget.LowImportance
	v.view = widgets.NewPhotoView(v.turn)
	v.back = widgets.NewQuietButton("", theme.NavigateBackIcon(), func() { v.turn(-1) })
	v.forth = widgets.NewQuietButton("", theme.NavigateNextIcon(), func() { v.turn(+1) })
	v.saving = widgets.NewQuietButton("", theme.DocumentSaveIcon(), v.savePhoto)
	v.closing = widgets.NewQuietButton("", theme.CancelIcon(), v.close)
	ground := canvas.NewRectangle(nil)
	buttons := container.NewHBox(v.detail, v.back, v.forth, v.saving, v.closing)
	v.content = container.NewStack(ground, container.NewBorder(
		addPadding(0, step, 0, 0, container.NewBorder(nil, nil, nil, buttons, v.name)), nil, nil, nil, v.view))
	applyStyle := func() { ground.FillColor = theme.Color(theme.ColorNameBackground); ground.Refresh() }
	t.Look.Changed.Add(applyStyle)
	applyStyle()
	v.content.Hide()
	return v
}

func (v *viewer) retranslate() {
	v.saving.SetText(v.t.Words.Text("viewer.save"))
	v.closing.SetText(v.t.Words.Text("close"))
	v.back.SetTip(v.t.Words.Text("tip.before"))
	v.forth.SetTip(v.t.Words.Text("tip.after"))
	v.saving.SetTip(v.t.Words.Text("tip.savephoto"))
	v.closing.SetTip(v.t.Words.Text("tip.closephoto"))
	v.writeDetail()
}

// writeDetail says how large the photo is and, as far as it is known, which faces it shows.
func (v *viewer) writeDetail() {
	if len(v.items) == 0 {
		return
	}
	item := v.items[v.at]
	text := v.t.Words.Text("viewer.detail", v.at+1, len(v.items), item.Width, item.Height, format.Bytes(item.Bytes))
	if v.found != nil {
		text = describeFound(v.t.Words, v.found) + "   " + text
	}
	v.detail.SetText(text)
}

func (v *viewer) isOpen() bool { return v.content.Visible() }

// open shows item i of some photos.
func (v *viewer) open(items []dataset.Photo, i int) {
	v.items, v.at = items, i
	v.content.Show()
	v.t.win.Canvas().Focus(v.view)
	v.load()
}

// close goes back to the thumbnails.
func (v *viewer) close() {
	if !v.isOpen() {
		return
	}
	v.version++
	v.cancel()
	v.content.Hide()
	v.view.SetImage(nil)
	v.t.photos.grid.Select(v.at)
	v.t.photos.grid.Focus()
}

func (v *viewer) turn(by int) {
	if to := v.at + by; to >= 0 && to < len(v.items) {
		v.at = to
		v.load()
	}
}

// load reads the photo in the background; the old one stays until it is there.
func (v *viewer) load() {
	item := v.items[v.at]
	v.version++
	v.cancel()
	v.found = nil
	mine := v.version
	v.name.SetText(strings.TrimPrefix(item.Path, "/"))
	v.writeDetail()
	path := v.t.Folder.Data.Abs(item)
	runInBackground(func() (image.Image, error) {
		img, err := photo.Open(path)
		if err != nil {
			return nil, err
		}
		return forView(img, viewSide), nil
	}, func(img image.Image, err error) {
		switch {
		case mine != v.version:
		case err != nil:
			v.view.SetMessage(v.t.Words.Translate(photo.Reason(err)))
		default:
			v.view.SetImage(img)
			v.find(path)
		}
	})
}

// find marks the faces on the photo shown, where the networks are there, ahead of what waits for them.
func (v *viewer) find(path string) {
	if v.t.Models.Lacking != nil {
		return
	}
	mine, item, finder := v.version, v.items[v.at], v.t.faces.faceFinder
	v.cancel = startWork(func(ctx context.Context, _ *coalescer) (*face.Description, error) {
		networks, err := finder.networks()
		if err != nil {
			return nil, err
		}
		return networks.DescribePath(ctx, finder.cache, path, false)
	}, func(d *face.Description, err error) {
		if mine != v.version || err != nil { // without marks the photo is worth looking at too
			return
		}
		v.found = &verify.Found{Faces: d.Sure(), Quality: d.Face.Quality, Description: d}
		boxes, points := marksOf(d)
		v.view.SetMarks(item.Width, item.Height, boxes, points)
		v.writeDetail()
	})
}

// savePhoto writes the photo as PNG, in its full size, where the user wants it.
func (v *viewer) savePhoto() {
	item := v.items[v.at]
	from := v.t.Folder.Data.Abs(item)
	base := path.Base(item.Path)
	name := path.Base(path.Dir(item.Path)) + "-" + strings.TrimSuffix(base, path.Ext(base))
	v.t.askExport(name, []string{".png"}, func(to string) error {
		img, err := photo.Open(from)
		if err != nil {
			return err
		}
		return photo.SavePNG(to, img)
	})
}
