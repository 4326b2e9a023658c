package cli

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"siamface/model/face"
	"siamface/model/photo"
)

// The colours of a drawing.
var (
	mainColour      = color.RGBA{0, 200, 83, 255}
	otherColour     = color.RGBA{255, 193, 7, 255}
	uncertainColour = color.RGBA{229, 57, 53, 255}
	pointColour     = color.RGBA{0, 229, 255, 255}
	fiveColour      = color.RGBA{255, 255, 255, 255}
)

const (
	linesAcross = 600 // a line is this part of the longer side wide, the main face's twice that
	dotsAcross  = 100 // a landmark's radius is this part of the box's width
)

// drawFaces copies a photo and draws the boxes and landmarks of its faces onto it, those of the main one last.
func drawFaces(img image.Image, faces []face.Face, main int) *image.RGBA {
	b := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(out, out.Rect, img, b.Min, draw.Src)
	width := max(1, max(b.Dx(), b.Dy())/linesAcross)
	for i, f := range faces {
		if i != main {
			drawFace(out, f, otherColour, width)
		}
	}
	if main >= 0 && main < len(faces) {
		drawFace(out, faces[main], mainColour, 2*width)
	}
	return out
}

func drawFace(img *image.RGBA, f face.Face, line color.RGBA, width int) {
	if f.Uncertain {
		line = uncertainColour
	}
	p, q := pixelOf(img, f.Box.X, f.Box.Y), pixelOf(img, f.Box.X+f.Box.W, f.Box.Y+f.Box.H)
	drawFrame(img, image.Rectangle{p, q}, line, width)
	radius := pixelOf(img, f.Box.W/dotsAcross, 0).X
	for _, p := range f.Points {
		drawDot(img, pixelOf(img, p.X, p.Y), radius, pointColour)
	}
	for _, p := range f.Five {
		drawDot(img, pixelOf(img, p.X, p.Y), radius, fiveColour)
	}
}

// pixelOf is the pixel at a place. What lies far outside, or nowhere, comes close enough to count with.
func pixelOf(img *image.RGBA, x, y float64) image.Point {
	near := func(v float64, size int) int {
		far := 2 * float64(size)
		if math.IsNaN(v) {
			v = -far
		}
		return int(math.Round(max(-far, min(v, far))))
	}
	return image.Pt(near(x, img.Rect.Dx()), near(y, img.Rect.Dy()))
}

// drawFrame draws the edge of a rectangle, as a line so wide about it.
func drawFrame(img *image.RGBA, r image.Rectangle, c color.RGBA, width int) {
	outer := image.Rectangle{r.Min.Sub(image.Pt(width/2, width/2)), r.Max.Add(image.Pt((width+1)/2, (width+1)/2))}
	inner := outer.Inset(width)
	for _, side := range []image.Rectangle{
		{outer.Min, image.Pt(outer.Max.X, outer.Min.Y+width)},
		{image.Pt(outer.Min.X, outer.Max.Y-width), outer.Max},
		{image.Pt(outer.Min.X, inner.Min.Y), image.Pt(outer.Min.X+width, inner.Max.Y)},
		{image.Pt(outer.Max.X-width, inner.Min.Y), image.Pt(outer.Max.X, inner.Max.Y)},
	} {
		draw.Draw(img, side, image.NewUniform(c), image.Point{}, draw.Src)
	}
}

// drawDot fills a circle about a pixel.
func drawDot(img *image.RGBA, at image.Point, radius int, c color.RGBA) {
	for y := -radius; y <= radius; y++ {
		for x := -radius; x <= radius; x++ {
			if p := at.Add(image.Pt(x, y)); x*x+y*y <= radius*radius && p.In(img.Rect) {
				img.SetRGBA(p.X, p.Y, c)
			}
		}
	}
}

// planDrawings names the picture that each photo is drawn into: in a folder, or for one photo the .png file that out is. It
// refuses what would replace one of the photos.
func planDrawings(out string, photos []string) (drawings []string, err error) {
	folder := isFolder(out)
	switch single := strings.EqualFold(filepath.Ext(out), ".png"); {
	case !folder && photo.MaybePhoto(out) && !single:
		return nil, usagef("--draw can't be %q: pictures are drawn as .png", out)
	case !folder && single && len(photos) > 1:
		return nil, usagef("--draw can't be the one picture %q for %d photos: give a folder", out, len(photos))
	case !folder && single:
		drawings = []string{out}
	default:
		drawings = nameDrawings(out, photos)
	}
	for _, drawing := range drawings {
		if isAmong(drawing, photos) {
			return nil, usagef("--draw %q would replace the photo %q: choose another place", out, drawing)
		}
	}
	return drawings, nil
}

// nameDrawings names a picture in a folder for each photo: the photo's name, with a number where two have the same.
func nameDrawings(folder string, photos []string) []string {
	drawings, taken := make([]string, len(photos)), map[string]bool{}
	for i, path := range photos {
		stem := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
		name := stem
		for n := 2; taken[strings.ToLower(name)]; n++ {
			name = stem + "-" + strconv.Itoa(n)
		}
		taken[strings.ToLower(name)] = true
		drawings[i] = filepath.Join(folder, name+".png")
	}
	return drawings
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// isAmong tells whether a path leads to one of the files.
func isAmong(path string, files []string) bool {
	info, err := os.Stat(path)
	if err != nil {
		return false
	}
	for _, file := range files {
		if other, err := os.Stat(file); err == nil && os.SameFile(info, other) {
			return true
		}
	}
	return false
}
