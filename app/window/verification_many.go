package window

import (
	"context"
	"errors"
	"image"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"siamface/app/session"
	"siamface/model/format"
	"siamface/model/photo"
	"siamface/model/verify"
	"siamface/widgets"
)

// mostMany is how many photos are compared all against all.
const mostMany = 100

// manyPhotos compares three or more photos, all against all, by the main face of each: a matrix in place of the photos. A cell that is
// chosen puts its two photos into the slots, below which the verdict stands.
type manyPhotos struct {
	t        *verificationTab
	content  *fyne.Container
	title    *widget.Label
	matrix   *widgets.FaceMatrix
	progress *widgets.Progress
	toggle   *widgets.Button // between matrix and photos
	group    *widgets.Button // puts all of them together by the people on them

	given   []string           // all photos, in their order
	paths   []string           // those that could be read
	shown   bool               // whether the matrix is in view
	left    int                // photos that were given but aren't compared
	cancel  context.CancelFunc // of the reading that goes on, nil: none
	version int                // only the newest counts
}

func newManyPhotos(t *verificationTab, group func(paths []string)) *manyPhotos {
	m := &manyPhotos{t: t, title: widget.NewLabel(""), progress: widgets.NewProgress("", "")}
	m.title.Truncation = fyne.TextTruncateEllipsis
	m.matrix = widgets.NewFaceMatrix(m.choose)
	m.toggle = widgets.NewQuietButton("", nil, m.turn)
	m.progress.OnStop = func() {
		if m.cancel != nil {
			m.cancel()
		}
	}
	m.group = widgets.NewButton("", nil, func() { group(slices.Clone(m.given)) })
	head := container.NewBorder(nil, nil, nil, m.group, m.title)
	m.content = container.NewBorder(head, m.progress, nil, nil, m.matrix)
	m.content.Hide()
	m.toggle.Hide()
	return m
}

func (m *manyPhotos) retranslate() {
	m.matrix.SetCaption(m.t.Words.Text("many.caption"))
	m.progress.SetWords(m.t.Words.Text("stop"), m.t.Words.Text("stopping"))
	m.progress.SetTip(m.t.Words.Text("tip.stop"))
	m.toggle.SetTip(m.t.Words.Text("tip.many"))
	m.group.SetText(m.t.Words.Text("many.group"))
	m.group.SetTip(m.t.Words.Text("tip.group"))
	m.show()
}

// manySeen is what was seen on the photos, in their order.
type manySeen struct {
	paths []string
	seen  []*verify.Inspection
	chips []image.Image
}

// compare reads the photos in the background and compares them.
func (m *manyPhotos) compare(paths []string) {
	t, model := m.t, m.t.Models.Current
	m.forget()
	if model == nil {
		t.notice.say(t.Words.Text("verification.nomodel"))
		return
	}
	t.clearPhotos()
	m.left = max(0, len(paths)-mostMany)
	m.given = paths
	paths = paths[:min(len(paths), mostMany)]
	m.paths, m.shown = paths, true
	m.matrix.SetFaces(nil, nil, nil)
	m.progress.Start(t.Words.Text("many.reading", "0", format.Count(len(paths))))
	m.show()
	model.Hold()
	m.version++
	mine := m.version
	m.cancel = startWork(func(ctx context.Context, report *coalescer) (manySeen, error) {
		return seeMany(ctx, model, paths, func(done int) {
			report.put(func() {
				if mine != m.version {
					return
				}
				m.progress.Set(float64(done)/float64(len(paths)), t.Words.Text("many.reading", format.Count(done), format.Count(len(paths))), "")
			})
		})
	}, func(all manySeen, err error) {
		defer model.EndHold()
		if mine != m.version {
			return
		}
		m.cancel = nil
		m.progress.Done("")
		if err != nil && !errors.Is(err, context.Canceled) {
			t.showError(t.Words.Text("many.cannot"), err)
		}
		if t.Models.Current == model {
			m.fill(model, all)
		}
	})
}

// seeMany looks at photos one after another; those that can't be read are left out. On an error, what was seen before is kept.
func seeMany(ctx context.Context, model *session.Model, paths []string, progress func(done int)) (all manySeen, err error) {
	const side = 128
	for i, path := range paths {
		if ctx.Err() != nil {
			return all, ctx.Err()
		}
		img, err := photo.OpenContext(ctx, path)
		if err != nil {
			continue // it is counted as left out
		}
		seen, err := verify.Inspect(ctx, model.Model, img)
		if err != nil {
			return all, err
		}
		chip := chipOf(seen.Found(seen.Main))
		if chip == nil {
			chip = photo.Thumbnail(img, side)
		}
		all.paths, all.seen, all.chips = append(all.paths, path), append(all.seen, seen), append(all.chips, chip)
		progress(i + 1)
	}
	return all, nil
}

// fill shows the matrix of what was seen.
func (m *manyPhotos) fill(model *session.Model, all manySeen) {
	m.left += len(m.paths) - len(all.paths)
	m.paths = all.paths
	cells := make([][]widgets.MatrixCell, len(all.seen))
	for i, a := range all.seen {
		for j, b := range all.seen {
			cell := widgets.MatrixCell{Distance: math.NaN()}
			if i != j {
				r := verify.JudgeFaces(model.Model, a, a.Main, b, b.Main)
				cell = widgets.MatrixCell{Distance: r.Distance, Kind: verdicts[r.Verdict].kind, Best: r.Verdict == verify.Same}
			}
			cells[i] = append(cells[i], cell)
		}
	}
	m.matrix.SetFaces(all.chips, all.chips, cells)
	m.show()
	if len(all.paths) > 1 {
		m.matrix.Choose(0, 1)
		m.choose(0, 1)
	}
}

// choose compares the photos of a row and a column.
func (m *manyPhotos) choose(row, col int) {
	for i, k := range []int{row, col} {
		if m.t.photos[i].path != m.paths[k] {
			m.t.loadPhoto(i, m.paths[k])
		}
	}
	m.show()
}

// turn shows the photos in place of the matrix, or the other way round.
func (m *manyPhotos) turn() {
	m.shown = !m.shown
	m.show()
}

// forget goes back to two photos.
func (m *manyPhotos) forget() {
	if m.cancel != nil {
		m.cancel()
	}
	m.version++
	m.cancel, m.given, m.paths, m.shown, m.left = nil, nil, nil, false, 0
	m.progress.Done("")
	m.show()
}

// show brings matrix, title and button in line with what there is.
func (m *manyPhotos) show() {
	words := m.t.Words
	some := len(m.paths) > 0
	setVisible(m.toggle, some)
	setVisible(m.progress, m.progress.Active())
	key := "many.photos"
	if !m.shown {
		key = "many.matrix"
	}
	m.toggle.SetText(words.Text(key, format.Count(len(m.paths))))
	title := words.Count("many.title", len(m.paths))
	if m.left > 0 {
		title = words.Text("list", title, words.Text("many.left", format.Count(m.left)))
	}
	m.title.SetText(title)
	setVisible(m.content, some && m.shown)
	if m.t.sights != nil {
		setVisible(m.t.sights, !(some && m.shown))
	}
	if m.t.content != nil {
		m.t.content.Refresh() // the verdict may have to give way, or come back
	}
}

// looseFolder lists the photos of a folder that has no folders within: photos that nobody has sorted by person.
func looseFolder(dir string) (photos []string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		switch {
		case strings.HasPrefix(e.Name(), "."):
		case e.IsDir():
			return nil
		case slices.Contains(photo.Extensions, strings.ToLower(filepath.Ext(e.Name()))):
			photos = append(photos, filepath.Join(dir, e.Name()))
		}
	}
	return photos
}
