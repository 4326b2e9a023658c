package figure

import (
	"image"
	"image/color"
	"math"
	"strconv"

	xdraw "golang.org/x/image/draw"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Covered is a face and, for each of its pixels, by how much a distance changes where it is covered: a row of numbers for each row of
// pixels.
type Covered struct {
	Face    image.Image
	Changes [][]float64
}

// Strongest is the greatest change on any of the faces, of either sign: the end of the colours' scale.
func Strongest(faces ...Covered) (most float64) {
	for _, f := range faces {
		for _, row := range f.Changes {
			for _, v := range row {
				most = math.Max(most, math.Abs(v))
			}
		}
	}
	return most
}

// overlayZoom is how many pixels of an overlay a pixel of the face becomes, along each side.
const overlayZoom = 4

// Overlay draws a face in greys and its changes over it: in the colour of genuine pairs where covering moved the faces apart, in that of
// impostor pairs, striped, where it brought them closer. A change of limit is as strong as the colours get.
func Overlay(of Covered, limit float64, style Style) *image.RGBA {
	b := of.Face.Bounds()
	img := image.NewRGBA(image.Rect(0, 0, overlayZoom*b.Dx(), overlayZoom*b.Dy()))
	xdraw.CatmullRom.Scale(img, img.Rect, of.Face, b, xdraw.Src, nil)
	theme := Style{Dark: style.Dark}.Theme()
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			grey := color.GrayModel.Convert(img.RGBAAt(x, y)).(color.Gray).Y
			share := sampleAt(of.Changes, (float64(x)+0.5)/overlayZoom-0.5, (float64(y)+0.5)/overlayZoom-0.5) / math.Max(limit, math.SmallestNonzeroFloat64)
			img.SetRGBA(x, y, tintGrey(theme, grey, share, isStripe(x, y)))
		}
	}
	return img
}

// isStripe tells whether a pixel lies on one of the stripes that tell the two colours apart in print.
func isStripe(x, y int) bool {
	const period, width = 14, 5
	return (x+y)%period < width
}

// tintGrey is a grey with a colour over it: share is from −1, against one person, to 1.
func tintGrey(t Theme, grey uint8, share float64, stripe bool) color.RGBA {
	const strongest, striped = 0.8, 0.45
	ink, alpha := t.Genuine, strongest*math.Min(math.Abs(share), 1)
	if share < 0 {
		if ink = t.Impostor; stripe {
			alpha *= striped
		}
	}
	c := color.NRGBAModel.Convert(ink).(color.NRGBA)
	mix := func(v uint8) uint8 { return uint8(math.Round((1-alpha)*float64(grey) + alpha*float64(v))) }
	return color.RGBA{mix(c.R), mix(c.G), mix(c.B), 255}
}

// sampleAt is the value at a place between the pixels of a grid, linear between their middles and constant beyond the outermost.
func sampleAt(grid [][]float64, x, y float64) float64 {
	x, y = clampTo(x, 0, float64(len(grid[0])-1)), clampTo(y, 0, float64(len(grid)-1))
	left, top := int(x), int(y)
	right, bottom := min(left+1, len(grid[0])-1), min(top+1, len(grid)-1)
	u, v := x-float64(left), y-float64(top)
	return (1-v)*((1-u)*grid[top][left]+u*grid[top][right]) + v*((1-u)*grid[bottom][left]+u*grid[bottom][right])
}

// Regions draws two faces with what covering their parts changes, and the scale of the colours.
func Regions(faces [2]Covered, style Style) Figure {
	style.Labels = style.Labels.withDefaults()
	f := regions{style: style, limit: Strongest(faces[:]...)}
	for i, face := range faces {
		f.overlays[i] = Overlay(face, f.limit, style)
	}
	return f
}

type regions struct {
	style    Style
	limit    float64
	overlays [2]*image.RGBA
}

// Natural lengths, in points.
const (
	regionsWidth, regionsHeight = vg.Length(440), vg.Length(286)
	regionsSide                 = vg.Length(205)
	regionsBar                  = vg.Length(12)
)

// Size implements Figure.
func (r regions) Size() (width, height vg.Length) { return regionsWidth, regionsHeight }

// Draw implements Figure.
func (r regions) Draw(c draw.Canvas) {
	theme := r.style.Theme()
	theme.paintBackground(c)
	if isCramped(c) {
		return
	}
	s := fitSheet(c, regionsWidth, regionsHeight)
	for i, overlay := range r.overlays {
		left := margin + vg.Length(i)*(regionsSide+margin)
		s.place(overlay, vg.Point{X: left, Y: margin}, vg.Point{X: left + regionsSide, Y: margin + regionsSide})
	}
	r.drawScale(s, theme)
}

// fitSheet is a sheet for a figure of a natural size, as large as fits and in the middle.
func fitSheet(c draw.Canvas, width, height vg.Length) sheet {
	size := c.Size()
	scale := min(size.X/width, size.Y/height)
	return sheet{Canvas: c, scale: scale, origin: vg.Point{X: c.Min.X + (size.X-width*scale)/2, Y: c.Max.Y - (size.Y-height*scale)/2}}
}

// drawScale draws the scale of the colours below the faces, with what its ends mean.
func (r regions) drawScale(s sheet, theme Theme) {
	const steps = 60
	left, right := margin, margin+2*regionsSide+margin
	top := margin + regionsSide + 14
	for i := range steps {
		share := 2*(float64(i)+0.5)/steps - 1
		from, to := left+(right-left)*vg.Length(i)/steps, min(left+(right-left)*vg.Length(i+1)/steps+1, right) // no gaps
		s.fill(tintGrey(theme, 0x80, share, false), vg.Point{X: from, Y: top}, vg.Point{X: to, Y: top}, vg.Point{X: to, Y: top + regionsBar}, vg.Point{X: from, Y: top + regionsBar})
	}
	end := strconv.FormatFloat(r.limit, 'f', 3, 64)
	small, words := r.style.textStyle(sizeSmall, theme.Muted), r.style.Labels
	line := top + regionsBar + 12
	for i, number := range []string{"−" + end, "0", "+" + end} {
		s.alignedWords(small, i, left, right, line, number)
	}
	colours := []color.Color{theme.Impostor, theme.Muted, theme.Genuine}
	for i, say := range []string{words.ForDifferent, "", words.ForSame} {
		s.alignedWords(r.style.textStyle(sizeText, colours[i]), i, left, right, line+14, say)
	}
	s.alignedWords(small, 1, left, right, line+30, words.Covered)
}

// alignedWords writes words at the left (0), in the middle (1) or at the right (2) of a width, smaller where they wouldn't fit.
func (s sheet) alignedWords(style text.Style, place int, left, right, y vg.Length, words string) {
	if room := (right - left) * vg.Length([]float64{0.5, 1, 0.5}[place]); style.Width(words) > room {
		style.Font.Size *= room / style.Width(words)
	}
	x := left + (right-left-style.Width(words))*vg.Length(place)/2
	s.words(style, vg.Point{X: x, Y: y}, words)
}
