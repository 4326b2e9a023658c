package face_test

import (
	"context"
	"errors"
	"image"
	"image/draw"
	"path/filepath"
	"reflect"
	"sync"
	"testing"

	"siamface/model/face"
	"siamface/model/realdata"
)

// TestSameFromAnywhere: alone or in a batch, grey or the same as RGBA, in a corner of a larger picture's memory, urgent or not, from
// several goroutines: a photo comes to the same.
func TestSameFromAnywhere(t *testing.T) {
	n := networks(t)
	var chips []face.Chip
	var single []*face.Description
	for _, name := range []string{"s1/1.pgm", "s2/3.pgm", "s3/5.pgm"} {
		img := orl(t, name)
		d, err := n.Describe(ctx, img)
		if err != nil {
			t.Fatal(err)
		}
		single, chips = append(single, d), append(chips, d.Chip)
		large := image.NewRGBA(image.Rect(-5, -5, 200, 200))
		frame := img.Bounds().Add(image.Pt(3, 7))
		draw.Draw(large, frame, img, image.Point{}, draw.Src)
		again, err := n.Urgent().Describe(ctx, large.SubImage(frame))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(d.Faces, again.Faces) || distance(d.Embedding, again.Embedding) > 1e-6 {
			t.Errorf("%s as RGBA: %+v", name, again.Face.Box)
		}
	}
	for len(chips) < 20 { // more than a batch
		chips, single = append(chips, chips[len(chips)%3]), append(single, single[len(single)%3])
	}
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			all, err := n.Embed(ctx, chips...)
			if err != nil || len(all) != len(chips) {
				t.Errorf("%d embeddings, %v", len(all), err)
				return
			}
			for i, e := range all {
				if d := distance(e, single[i].Embedding); d > 1e-4 {
					t.Errorf("chip %d in a batch: %v away", i, d)
				}
			}
		})
	}
	wg.Wait()
}

// TestSizes: photos of any size and shape go through.
func TestSizes(t *testing.T) {
	n := networks(t)
	for _, size := range []image.Point{{1, 1}, {1, 500}, {3000, 2}, {8, 8}, {30, 30}, {6000, 100}} {
		d, err := n.Describe(ctx, image.NewGray(image.Rectangle{Max: size}))
		if err != nil {
			t.Errorf("%v: %v", size, err)
			continue
		}
		checkNoFace(t, size.String(), d)
	}
	if _, err := n.Describe(ctx, image.NewGray(image.Rectangle{})); err == nil {
		t.Error("a picture without pixels was described")
	}
	if faces, err := n.Detect(ctx, image.NewRGBA(image.Rectangle{})); err != nil || len(faces) > 0 {
		t.Errorf("a picture without pixels: %v, %v", faces, err)
	}
}

func TestCancelled(t *testing.T) {
	n := networks(t)
	done, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := n.Describe(done, image.NewGray(image.Rect(0, 0, 50, 50))); !errors.Is(err, context.Canceled) {
		t.Errorf("after cancelling: %v", err)
	}
}

// TestEnlarged: a face that fills much of a large photo is found where it is in a small one.
func TestEnlarged(t *testing.T) {
	n := networks(t)
	img := open(t, filepath.Join(realdata.Path(t, "photos"), "people", "joe-biden", "2.jpg"))
	small, err := n.Describe(ctx, img)
	if err != nil {
		t.Fatal(err)
	}
	large, err := n.Describe(ctx, repeated(img, 3))
	if err != nil {
		t.Fatal(err)
	}
	if d := distance(small.Embedding, large.Embedding); d > 0.15 || len(large.Faces) != 1 {
		t.Errorf("three times as large: %d faces, %.3f away", len(large.Faces), d)
	}
}

// repeated makes k×k pixels of each.
func repeated(img image.Image, k int) image.Image {
	b := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, k*b.Dx(), k*b.Dy()))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			out.Set(x, y, img.At(b.Min.X+x/k, b.Min.Y+y/k))
		}
	}
	return out
}

// TestDescribeFaces: the main face described by itself comes to what Describe says, another to another, each with its own box.
func TestDescribeFaces(t *testing.T) {
	n := networks(t)
	img := open(t, realdata.Path(t, "photos", "groups", "bbt1.jpg"))
	d, err := n.Describe(ctx, img)
	if err != nil {
		t.Fatal(err)
	}
	var which []int
	for i := range d.Faces {
		which = append(which, i)
	}
	all, err := n.DescribeFaces(ctx, img, d, which...)
	if err != nil || len(all) != len(d.Faces) || len(all) < 4 {
		t.Fatalf("%d descriptions of %d faces, %v", len(all), len(d.Faces), err)
	}
	for i, got := range all {
		if got.Main != i || !reflect.DeepEqual(got.Face, d.Faces[i]) || !reflect.DeepEqual(got.Faces, d.Faces) {
			t.Errorf("face %d: main %d, at %+v", i, got.Main, got.Face.Box)
		}
		apart := distance(got.Embedding, d.Embedding)
		if isMain := i == d.Main; isMain && (apart > 1e-4 || !reflect.DeepEqual(got.Chip, d.Chip)) || !isMain && apart < 0.5 {
			t.Errorf("face %d, main %v: %v away from the main one", i, isMain, apart)
		}
	}
	if none, err := n.DescribeFaces(ctx, img, d); err != nil || len(none) != 0 {
		t.Errorf("of no faces: %v, %v", none, err)
	}
}
