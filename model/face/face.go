// Package face finds the faces of a photo, aligns them and describes each by 128 numbers whose Euclidean distance is small
// between photos of one person: about 0.4 in photos of one person, 0.75 of two. Nothing of it is trained here.
//
// Three small pretrained networks do it, from the npm package @vladmandic/face-api 1.7.15 (MIT): a detector (tiny YOLO v2), 68
// landmarks, and the face recognition network of dlib, which its author, Davis King, has put in the public domain; about half
// of its training pictures are of the VGG and FaceScrub sets. They are bad at children, profiles, and small or blurred faces.
//
// Coordinates are in pixels of the photo, x to the right and y down, (0, 0) the centre of the first pixel. Photos are those of
// package photo: upright and opaque, grey or RGB.
package face

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"

	"siamface/model/torch"
	"siamface/model/weights"
)

// Size is the length of an embedding.
const Size = 128

// Version names the way from photo to embedding; it changes whenever an embedding would.
const Version = "face-4"

// Networks are the three networks on a device. Its methods may be called by several goroutines.
type Networks struct {
	*loaded
	do     func(context.Context, func() error) error
	close  func()
	shaped bool // whether chips have the mean face's shape
}

type loaded struct {
	device     torch.Device
	detector   *detector
	landmarks  *landmarks
	recogniser *recogniser
}

// Load reads the networks from the files in dir (see Find) and checks that they are the known ones. Those beside the program are then
// kept for the user (see Keep). Where the networks of dir are on the device already, they are used by several. Close gives them back.
func Load(ctx context.Context, dir string, device torch.Device) (*Networks, error) {
	l, err := sharedNetworks.take(home{dir, device}, func() (*loaded, error) { return read(ctx, dir, device) })
	if err != nil {
		return nil, err
	}
	return &Networks{l, torch.Do, sync.OnceFunc(func() { sharedNetworks.give(home{dir, device}) }), false}, nil
}

// read makes networks of files.
func read(ctx context.Context, dir string, device torch.Device) (*loaded, error) {
	files := map[string]map[string]weights.Tensor{}
	for _, m := range models {
		if err := m.check(dir); err != nil {
			return nil, err
		}
		f, err := weights.ReadManifest(filepath.Join(dir, m.manifest()), readLimits)
		if err != nil {
			return nil, fmt.Errorf("the face networks can't be read: %w", err)
		}
		files[m.name] = f.Tensors
	}
	l := &loaded{device: device}
	err := torch.Do(ctx, func() (err error) {
		if l.detector, err = newDetector(files[detectorModel.name], device); err != nil {
			return err
		}
		if l.landmarks, err = newLandmarks(files[landmarksModel.name], device); err != nil {
			return err
		}
		l.recogniser, err = newRecogniser(files[recogniserModel.name], device)
		return err
	})
	if err != nil {
		l.free()
		return nil, fmt.Errorf("the face networks can't be set up: %w", err)
	}
	if dir == bundled() {
		_ = Keep(dir) // the next time it is tried again
	}
	return l, nil
}

// Urgent is the same networks, ahead of what waits for libtorch: for work that a person waits for. It isn't closed.
func (n *Networks) Urgent() *Networks { return &Networks{n.loaded, torch.DoFirst, func() {}, n.shaped} }

// Shaped is the same networks, whose chips have the shape of the mean face (see cutShaped): for other networks than the recogniser. It
// describes no faces: embeddings are missing, unless the cache knows them. Either is closed for both.
func (n *Networks) Shaped() *Networks { return &Networks{n.loaded, n.do, n.close, true} }

// describes says whether chips are such as the recogniser was made for.
func (n *Networks) describes() bool { return !n.shaped }

// cut is the chip of a face.
func (n *Networks) cut(r raster, f Face) Chip {
	if n.shaped {
		return cutShaped(r, f.Points)
	}
	return cutChip(r, f.Five)
}

// Close gives the networks back; the last who has them frees them. They must not be used afterwards.
func (n *Networks) Close() { n.close() }

func (l *loaded) free() {
	_ = torch.Do(context.Background(), func() error {
		l.detector.close()
		l.landmarks.close()
		l.recogniser.close()
		l.detector, l.landmarks, l.recogniser = nil, nil, nil
		return nil
	})
}

// compute runs a network over n pictures of height h, width w and 3 channels: what it leaves, in row-major order.
func (n *Networks) compute(ctx context.Context, pixels []float32, count, h, w int, network func(*torch.Flow, *torch.Tensor) *torch.Tensor) (out []float32, err error) {
	err = n.do(ctx, func() error {
		x, err := torch.FromPixels(pixels, n.device, int64(count), int64(h), int64(w), 3)
		if err != nil {
			return err
		}
		f := new(torch.Flow)
		y := network(f, x)
		if f.Err() != nil {
			return fmt.Errorf("a face network failed: %w", f.Err())
		}
		defer torch.Drop(y)
		out, err = torch.Floats(y)
		return err
	})
	return out, err
}
