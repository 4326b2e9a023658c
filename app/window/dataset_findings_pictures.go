package window

import (
	"path"
	"path/filepath"
	"slices"

	"siamface/app/session"
	"siamface/widgets"
)

// findingPictures are the pictures that a finding is about.
type findingPictures struct {
	folder *session.Folder
	words  *session.Words
	grid   *widgets.FaceGrid
	of     finding
	files  []string   // below the folder
	paths  photoPaths // the same on the disk
}

func newFindingPictures(folder *session.Folder, words *session.Words) *findingPictures {
	p := &findingPictures{folder: folder, words: words}
	p.grid = widgets.NewFaceGrid(p.paths.loadThumbnail)
	p.grid.SetNames(p.file)
	p.grid.SetBadges(p.badge)
	p.grid.SetFaded(func(i int) bool { return folder.Excluded.Has(p.file(i)) })
	return p
}

// file is the file of a picture, or nothing: the grid may ask for what it showed before.
func (p *findingPictures) file(i int) string {
	if i < 0 || i >= len(p.files) {
		return ""
	}
	return p.files[i]
}

// clear forgets what was shown of another folder.
func (p *findingPictures) clear() {
	p.files = nil
	p.grid.SetItems(0, nil)
	p.grid.Forget()
}

// show shows the files of a finding.
func (p *findingPictures) show(f finding, files []string) {
	p.of = f
	if slices.Equal(files, p.files) {
		p.grid.Update()
		return
	}
	p.setFiles(files)
	p.grid.Select(0)
}

func (p *findingPictures) setFiles(files []string) {
	p.grid.SetItems(0, nil) // nothing is fetched while the items change
	paths := make([]string, len(files))
	for i, file := range files {
		paths[i] = filepath.Join(p.folder.Whole.Root, filepath.FromSlash(file))
	}
	p.files = files
	p.paths.set(paths)
	p.grid.SetItems(len(files), func(i int) string {
		return path.Join(path.Base(path.Dir(p.file(i))), path.Base(p.file(i)))
	})
}

// selected is the file of the picture selected, if it is somebody's.
func (p *findingPictures) selected() (file string, ok bool) {
	file = p.file(p.grid.Selected())
	return file, slices.Contains(p.of.Used(), file)
}

// badge is the word over a picture.
func (p *findingPictures) badge(i int) string {
	file := p.file(i)
	switch {
	case p.folder.Excluded.Has(file):
		return p.words.Text("badge.leftout")
	case p.of.Strays > 0 && !slices.Contains(p.of.Used(), file):
		return p.words.Text("badge.unused")
	}
	return ""
}
