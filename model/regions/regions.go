// Package regions asks which regions of two faces drove their distance: a patch of one is covered, the distance measured again, and so
// on over both faces (occlusion sensitivity: Zeiler and Fergus, Visualizing and Understanding Convolutional Networks, 2014).
//
// Where covering a patch moves the faces apart, what it hid spoke for one person; where it brings them closer, for two. That says what
// the network used. It doesn't say why, and not what a person would look at.
package regions

import (
	"context"
	"errors"
	"image"
	"image/color"
	"math"
	"slices"

	xdraw "golang.org/x/image/draw"

	"siamface/model/distance"
	"siamface/model/face"
	"siamface/model/tower"
)

const (
	// patchesAcross is how many patches lie side by side along a face's longer side.
	patchesAcross = 7
	// overlap is how many steps a patch is wide: each place is covered by several patches.
	overlap = 2
	// longestSide is that of a photo compared as a whole, in pixels; a larger one is made smaller first.
	longestSide = 224
	// leastSide has room for patches of a few pixels.
	leastSide = 2 * patchesAcross
	// together is how many covered faces are embedded at once. Between them, progress is told and a cancel is heard.
	together = 16
)

// Map is by how much the distance of two faces changes where a patch of one of them is covered.
type Map struct {
	Distance float64 `json:"distance"` // of the two faces as they are
	Patch    int     `json:"patch"`    // the patches' side, in pixels of a face
	Faces    [2]Face `json:"faces"`
}

// Face is one of the two, with what covering it changes.
type Face struct {
	Width  int `json:"width"` // in pixels
	Height int `json:"height"`
	// Across and Down are where patches begin, from the left and from the top.
	Across []int `json:"across"`
	Down   []int `json:"down"`
	// Changes are of the distance: a row for each of Down with a number for each of Across. Above 0 the faces moved apart.
	Changes [][]float64 `json:"changes"`

	Picture *image.RGBA `json:"-"` // the face as it was compared
}

var errTooSmall = errors.New("the picture is too small for its regions to be told apart: take one of at least 14 pixels a side")

// Find covers patches of two faces in turn. They are aligned ones where the model's recipe finds faces (face.Description.Chip), else
// photos. A covered patch has the mean colour of its face. progress, which may be nil, is told how many of the patches of both are done.
// When ctx ends, so does the work, within a few patches.
func Find(ctx context.Context, m *tower.Model, a, b image.Image, progress func(done, total int)) (*Map, error) {
	r := &Map{}
	for i, img := range []image.Image{a, b} {
		picture := copyPicture(img, m.Design.Input.FindsFaces())
		if size := picture.Rect.Size(); min(size.X, size.Y) < leastSide {
			return nil, errTooSmall
		}
		r.Faces[i] = Face{Width: picture.Rect.Dx(), Height: picture.Rect.Dy(), Picture: picture}
		r.Patch = max(r.Patch, max(picture.Rect.Dx(), picture.Rect.Dy())/patchesAcross)
	}
	embeddings, err := m.EmbedChips(ctx, r.Faces[0].Picture, r.Faces[1].Picture)
	if err != nil {
		return nil, err
	}
	width := len(embeddings) / 2
	whole := [2][]float32{embeddings[:width], embeddings[width:]}
	r.Distance = distance.Euclidean(whole[0], whole[1])
	done, total := 0, 0
	for i := range r.Faces {
		total += r.Faces[i].placePatches(r.Patch)
	}
	for i := range r.Faces {
		err := r.Faces[i].cover(ctx, m, r.Patch, whole[1-i], r.Distance, func(n int) {
			if done += n; progress != nil {
				progress(done, total)
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return r, nil
}

// copyPicture is a picture of its own memory, whose corner is at 0, 0; a photo that is compared as a whole is made smaller.
func copyPicture(img image.Image, aligned bool) *image.RGBA {
	size := img.Bounds().Size()
	if longest := max(size.X, size.Y); !aligned && longest > longestSide {
		size = image.Pt(max(1, size.X*longestSide/longest), max(1, size.Y*longestSide/longest))
	}
	picture := image.NewRGBA(image.Rectangle{Max: size})
	xdraw.BiLinear.Scale(picture, picture.Rect, img, img.Bounds(), xdraw.Src, nil)
	return picture
}

// placePatches says where patches begin, and how many there are.
func (f *Face) placePatches(patch int) (count int) {
	f.Across, f.Down = placesAlong(f.Width, patch), placesAlong(f.Height, patch)
	return len(f.Across) * len(f.Down)
}

// placesAlong are the beginnings of patches that cover a length, each overlapping the next; the last ends where the length does.
func placesAlong(length, patch int) (places []int) {
	patch = min(patch, length)
	for at := 0; at < length-patch; at += max(1, patch/overlap) {
		places = append(places, at)
	}
	return append(places, length-patch)
}

// cover fills in Changes: the distances to the other face's embedding with each patch covered, less that without.
func (f *Face) cover(ctx context.Context, m *tower.Model, patch int, other []float32, uncovered float64, done func(n int)) error {
	var corners []image.Point
	for _, y := range f.Down {
		for _, x := range f.Across {
			corners = append(corners, image.Pt(x, y))
		}
	}
	fill := meanColor(f.Picture)
	var changes []float64
	for some := range slices.Chunk(corners, together) {
		chips := make([]face.Chip, len(some))
		for i, at := range some {
			chips[i] = coverPatch(f.Picture, image.Rectangle{at, at.Add(image.Pt(patch, patch))}, fill)
		}
		embeddings, err := m.EmbedChips(ctx, chips...)
		if err != nil {
			return err
		}
		for e := range slices.Chunk(embeddings, len(other)) {
			changes = append(changes, distance.Euclidean(e, other)-uncovered)
		}
		done(len(some))
	}
	f.Changes = slices.Collect(slices.Chunk(changes, len(f.Across)))
	return nil
}

// coverPatch is a copy of a picture with one part in one colour.
func coverPatch(picture *image.RGBA, patch image.Rectangle, fill color.Color) *image.RGBA {
	covered := *picture
	covered.Pix = slices.Clone(picture.Pix)
	xdraw.Draw(&covered, patch, image.NewUniform(fill), image.Point{}, xdraw.Src)
	return &covered
}

// meanColor is the mean of a picture's pixels, channel by channel.
func meanColor(picture *image.RGBA) color.Color {
	var sum [3]int
	for i := 0; i+3 < len(picture.Pix); i += 4 {
		for c := range sum {
			sum[c] += int(picture.Pix[i+c])
		}
	}
	n := len(picture.Pix) / 4
	return color.RGBA{uint8((sum[0] + n/2) / n), uint8((sum[1] + n/2) / n), uint8((sum[2] + n/2) / n), 255}
}

// Spread gives every pixel of a face the mean change of the patches that cover it: a row for each row of pixels.
func (r *Map) Spread(face int) [][]float64 {
	f := r.Faces[face]
	sums, counts := make([][]float64, f.Height), make([][]int, f.Height)
	for y := range sums {
		sums[y], counts[y] = make([]float64, f.Width), make([]int, f.Width)
	}
	for row, top := range f.Down {
		for col, left := range f.Across {
			for y := top; y < min(top+r.Patch, f.Height); y++ {
				for x := left; x < min(left+r.Patch, f.Width); x++ {
					sums[y][x] += f.Changes[row][col]
					counts[y][x]++
				}
			}
		}
	}
	for y := range sums {
		for x := range sums[y] {
			sums[y][x] /= float64(counts[y][x])
		}
	}
	return sums
}

// Largest are the greatest changes of either kind over both faces: that of a patch that spoke for one person, and that of one that
// spoke for two, below 0. Without such a patch it is 0.
func (r *Map) Largest() (same, different float64) {
	for _, f := range r.Faces {
		for _, row := range f.Changes {
			for _, change := range row {
				same, different = math.Max(same, change), math.Min(different, change)
			}
		}
	}
	return same, different
}
