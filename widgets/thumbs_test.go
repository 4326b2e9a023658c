package widgets_test

import (
	"context"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"sync/atomic"
	"testing"

	"siamface/widgets"
)

func TestLoaderBoundsWorkers(t *testing.T) {
	var now, most atomic.Int64
	started, release := make(chan int, 64), make(chan struct{})
	l := widgets.NewLoader(func(_ context.Context, i, side int) (image.Image, error) {
		most.Store(max(most.Load(), now.Add(1)))
		defer now.Add(-1)
		started <- i
		<-release
		return image.NewGray(image.Rect(0, 0, side, side)), nil
	}, func(int) {}, 1<<20)
	defer l.Close()
	for i := range 20 {
		l.Get(i, 8)
		l.Get(i, 8) // a second wish for the same is no second load
	}
	<-started
	<-started
	if n := len(started); n != 0 {
		t.Errorf("%d loads more than two at once", n)
	}
	close(release)
	l.Wait()
	drain()
	if most.Load() != 2 || len(started) != 18 {
		t.Errorf("%d at once, %d after the first two", most.Load(), len(started))
	}
	for i := range 20 {
		if img, err, ok := l.Get(i, 8); !ok || err != nil || img == nil {
			t.Errorf("thumbnail %d did not stay", i)
		}
	}
}

func TestLoaderCancelsWhatScrolledAway(t *testing.T) {
	started, ended := make(chan int, 64), make(chan int, 64)
	l := widgets.NewLoader(func(ctx context.Context, i, _ int) (image.Image, error) {
		if i >= 10 {
			return image.NewGray(image.Rect(0, 0, 2, 2)), nil
		}
		started <- i
		<-ctx.Done()
		ended <- i
		return nil, ctx.Err()
	}, func(i int) {
		if i < 10 {
			t.Errorf("item %d is shown though it was cancelled", i)
		}
	}, 1<<20)
	defer l.Close()
	for i := range 10 {
		l.Get(i, 8)
	}
	<-started
	<-started
	l.Keep(10, 20)
	<-ended
	<-ended
	l.Get(12, 8)
	l.Wait()
	drain()
	if len(started) != 0 {
		t.Errorf("%d loads began that no one wanted any more", len(started))
	}
	if _, _, ok := l.Get(12, 8); !ok {
		t.Error("what is wanted did not come")
	}
}

func TestLoaderCloseCancels(t *testing.T) {
	started := make(chan struct{})
	l := widgets.NewLoader(func(ctx context.Context, _, _ int) (image.Image, error) {
		close(started)
		<-ctx.Done()
		return nil, ctx.Err()
	}, func(int) { t.Error("told of a load after Close") }, 1<<20)
	l.Get(0, 8)
	<-started
	l.Close()
	l.Wait() // would hang if the load weren't cancelled
	drain()
	if _, _, ok := l.Get(1, 8); ok {
		t.Error("a load began after Close")
	}
}

func TestLoaderKeepsReasons(t *testing.T) {
	why := errors.New("broken")
	loads := 0
	l := widgets.NewLoader(func(context.Context, int, int) (image.Image, error) { loads++; return nil, why }, func(int) {}, 1<<20)
	defer l.Close()
	for range 3 {
		l.Get(0, 8)
		l.Wait()
	}
	drain()
	if _, err, ok := l.Get(0, 8); !ok || !errors.Is(err, why) || loads != 1 {
		t.Errorf("got %v, %v after %d loads", err, ok, loads)
	}
}

func TestLoaderForgetsOldestFirst(t *testing.T) {
	const each = 10*10*4 + 256
	l := widgets.NewLoader(func(context.Context, int, int) (image.Image, error) {
		return image.NewGray(image.Rect(0, 0, 10, 10)), nil
	}, func(int) {}, 3*each)
	defer l.Close()
	for _, i := range []int{0, 1, 2, 0, 3} { // 0 is used again before 3 needs room
		l.Get(i, 10)
		l.Wait()
	}
	drain()
	if l.Used() != 3*each {
		t.Errorf("%d bytes used, want %d", l.Used(), 3*each)
	}
	for _, i := range []int{0, 2, 3} {
		if _, _, ok := l.Get(i, 10); !ok {
			t.Errorf("thumbnail %d was forgotten", i)
		}
	}
	if _, _, ok := l.Get(1, 10); ok {
		t.Error("the oldest thumbnail is still there")
	}
	l.Reset()
	if l.Used() != 0 {
		t.Errorf("%d bytes used after a reset", l.Used())
	}
}

func TestShrinkIsTheMean(t *testing.T) {
	img := image.NewGray(image.Rect(3, 5, 3+40, 5+20))
	for y := range 20 {
		for x := range 40 {
			img.SetGray(3+x, 5+y, color.Gray{uint8(x * 6)})
		}
	}
	small := widgets.Shrink(img, 10)
	if small.Bounds() != image.Rect(0, 0, 10, 5) {
		t.Fatalf("size %v", small.Bounds())
	}
	for x := range 10 {
		// Four columns 24x, 24x+6, 24x+12, 24x+18 have the mean 24x+9.
		if got := small.RGBAAt(x, 2); got != (color.RGBA{uint8(24*x + 9), uint8(24*x + 9), uint8(24*x + 9), 255}) {
			t.Errorf("column %d is %v", x, got)
		}
	}
}

func TestShrinkKeepsSmallPictures(t *testing.T) {
	big := image.NewRGBA(image.Rect(0, 0, 100, 100))
	draw.Draw(big, image.Rect(10, 10, 14, 13), image.White, image.Point{}, draw.Src)
	part := widgets.Shrink(big.SubImage(image.Rect(10, 10, 14, 13)), 8)
	if part.Bounds() != image.Rect(0, 0, 4, 3) || len(part.Pix) != 4*3*4 || part.RGBAAt(3, 2).R != 255 {
		t.Errorf("got %v with %d bytes", part.Bounds(), len(part.Pix))
	}
	if thin := widgets.Shrink(image.NewGray(image.Rect(0, 0, 1000, 1)), 10); thin.Bounds() != image.Rect(0, 0, 10, 1) {
		t.Errorf("a thin picture becomes %v", thin.Bounds())
	}
}
