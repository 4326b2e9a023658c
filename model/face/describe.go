package face

import (
	"context"
	"errors"
	"image"
	"math"

	"siamface/model/parallel"
	"siamface/model/photo"
)

// Description is what a photo comes to.
type Description struct {
	// Faces are what Detect finds, and Main the index of the one that is described, −1 without faces.
	Faces []Face
	Main  int
	// Face is the main one. Without faces it is the whole picture, flagged NoFace.
	Face Face
	// Chip is that face aligned, and Embedding its description.
	Chip      Chip
	Embedding []float32
}

// Sure counts the faces that aren't uncertain.
func (d *Description) Sure() (count int) {
	for _, f := range d.Faces {
		if !f.Uncertain {
			count++
		}
	}
	return count
}

// Describe finds a photo's main face and describes it. Without a face the whole picture is taken for one, so that every photo has
// an embedding; Main says so.
func (n *Networks) Describe(ctx context.Context, img image.Image) (*Description, error) {
	r := rasterOf(img)
	if r.empty() {
		return nil, errEmpty
	}
	if n.seesWhole() {
		return n.describeWhole(r)
	}
	faces, err := n.detect(ctx, r)
	if err != nil {
		return nil, err
	}
	d := &Description{Faces: faces, Main: Main(faces, r.w, r.h)}
	if d.Main >= 0 {
		d.Face = faces[d.Main]
	} else {
		whole := []Face{{Box: Box{0, 0, float64(r.w), float64(r.h)}}}
		if err := n.landmarks.alignAll(ctx, r, whole); err != nil {
			return nil, err
		}
		d.Face = whole[0]
	}
	return d, n.describe(r, d)
}

// seesWhole says that nothing is cut out of photos: the recogniser sees them whole.
func (n *Networks) seesWhole() bool { return !n.shaped && n.Recogniser().Alignment == WholePicture }

// describeWhole describes a photo as one face, without looking for any.
func (n *Networks) describeWhole(r raster) (*Description, error) {
	d := &Description{Face: Face{Box: Box{0, 0, float64(r.w), float64(r.h)}}}
	d.Faces = []Face{d.Face}
	return d, n.describe(r, d)
}

// describe fills in the chip, the embedding and the quality of a description's face.
func (n *Networks) describe(r raster, d *Description) (err error) {
	f := &d.Face
	d.Chip = n.cut(r, *f)
	if n.shaped {
		return nil
	}
	if d.Embedding, f.Length, err = n.embedder.embed(d.Chip); err != nil {
		return err
	}
	if d.Main >= 0 && n.Recogniser().Measured() && f.Length < wellDescribed && f.Score < wellFound {
		if err := n.describeTurned(r, d); err != nil {
			return err
		}
	}
	n.Recogniser().judge(f, d.Chip, r)
	if d.Main >= 0 {
		d.Faces[d.Main] = *f
	} else {
		f.Quality = []Flag{NoFace}
	}
	return nil
}

// wellDescribed is the length of the raw vector, and wellFound the detector's score, from which on a face surely stood upright in its chip;
// longerBy is what another turn must gain: the detector's five points of a face that lies or stands on its head are wrong at times.
const wellDescribed, wellFound, longerBy = 3.3, 0.91, 0.3

// describeTurned turns a face by quarters of a circle from where it seemed to stand upright, and keeps the turn of which the recogniser
// makes most.
func (n *Networks) describeTurned(r raster, d *Description) error {
	seemed, least := d.Face, d.Face.Length+longerBy
	for quarters := 1; quarters < 4; quarters++ {
		f := seemed
		f.Roll = math.Remainder(seemed.Roll+float64(quarters)*math.Pi/2, 2*math.Pi)
		points, err := n.landmarks.align(r, f.Box, f.Roll)
		if err != nil {
			return err
		}
		f.Points, f.Five = points, fiveOf(points)
		chip := n.cut(r, f)
		embedding, length, err := n.embedder.embed(chip)
		if err != nil {
			return err
		}
		if f.Length = length; length > least {
			d.Face, d.Chip, d.Embedding, least = f, chip, embedding, length
		}
	}
	return nil
}

// Embed describes a chip of the recogniser's: a vector of length 1, and the length of the raw one (see Face.Length).
func (n *Networks) Embed(c Chip) (unit []float32, length float64, err error) {
	return n.embedder.embed(c)
}

// cut is the chip of a face.
func (n *Networks) cut(r raster, f Face) Chip {
	if n.shaped {
		return cutShaped(r, f.Points)
	}
	return n.Recogniser().cutFace(r, f)
}

// DescribeFaces describes further faces of a photo that Describe has looked at already, by their places among its Faces: for each
// what Describe would say if that face were the main one.
func (n *Networks) DescribeFaces(ctx context.Context, img image.Image, d *Description, which ...int) ([]*Description, error) {
	r := rasterOf(img)
	described := make([]*Description, len(which))
	faces := append([]Face(nil), d.Faces...)
	err := parallel.Each(ctx, len(which), func(_ context.Context, k int) error {
		i := which[k]
		described[k] = &Description{Faces: faces, Main: i, Face: faces[i]}
		return n.describe(r, described[k])
	}, nil)
	if err != nil {
		return nil, err
	}
	return described, nil
}

// DescribeAll describes all faces of a photo.
func (n *Networks) DescribeAll(ctx context.Context, img image.Image) ([]*Description, error) {
	faces, err := n.Detect(ctx, img)
	if err != nil {
		return nil, err
	}
	which := make([]int, len(faces))
	for i := range which {
		which[i] = i
	}
	return n.DescribeFaces(ctx, img, &Description{Faces: faces}, which...)
}

// DescribeFile describes a photo's file, unless the cache knows it: then the chip is missing, unless withChip says that it is wanted. A
// photo that can't be decoded gives an error of package photo.
func (n *Networks) DescribeFile(ctx context.Context, cache *Cache, f *photo.File, withChip bool) (*Description, error) {
	key := f.SHA256()
	known, ok := cache.Get(key)
	if ok && !withChip {
		return known, nil
	}
	img, err := f.DecodeContext(ctx)
	if err != nil {
		return nil, err
	}
	if ok {
		known.Chip = n.cut(rasterOf(img), known.Face)
		return known, nil
	}
	d, err := n.Describe(ctx, img)
	if err == nil && d.Embedding != nil {
		_ = cache.Put(key, d) // the next time it is computed again
	}
	return d, err
}

// DescribePath is DescribeFile of the photo at path, which is read first.
func (n *Networks) DescribePath(ctx context.Context, cache *Cache, path string, withChip bool) (*Description, error) {
	f, err := photo.Read(path)
	if err != nil {
		return nil, err
	}
	return n.DescribeFile(ctx, cache, f, withChip)
}

// DescribePaths describes the photos at paths, about in their order, on all cores, until ctx ends; its error is then the context's. each is
// told of every photo, by several goroutines; err, of package photo, is why one couldn't be read.
func (n *Networks) DescribePaths(ctx context.Context, cache *Cache, paths []string, each func(i int, d *Description, err error)) error {
	return parallel.Each(ctx, len(paths), func(ctx context.Context, i int) error {
		d, err := n.DescribePath(ctx, cache, paths[i], false)
		if ctx.Err() != nil {
			return nil
		}
		if _, unreadable := errors.AsType[*photo.Error](err); err != nil && !unreadable {
			return err
		}
		each(i, d, err)
		return nil
	}, nil)
}
