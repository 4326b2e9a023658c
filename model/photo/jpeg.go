package photo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"

	"siamface/model/photo/container"
)

// adobeInks is Adobe's marker for four inks, which package jpeg wants. Where it is missing, 255 stands for none all the same: that is
// how Pillow and the browsers take it.
var adobeInks = []byte("\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00")

func readJPEG(h *head, s *source, all bool) error {
	j, err := container.ReadJPEG(s)
	if err != nil {
		return err
	}
	if err := knownSampling(&j); err != nil {
		return err
	}
	ended := true
	if !all && j.Height > 0 {
		if ended, err = containsPattern(s, j.FrameAt, s.size, []byte{0xff, 0xd9}); err != nil {
			return err
		}
	}
	h.orientation = orientationOf(j.Orientation)
	var scans *container.Scans
	if all || j.Height == 0 || !ended {
		if err := checkSize(j.Width, max(1, j.Height), 4*MaxPixels, s.size); err != nil {
			return err
		}
		if scans, err = j.ReadScans(s, s.size); err != nil {
			return err
		}
		if !scans.Ended {
			h.remark, h.doubtful = "its end is missing", true
		}
		if !scans.Ended && !scans.Whole {
			return container.ErrCutOff
		}
	}
	return h.decodeJPEG(&j, scans, s)
}

// knownSampling asks package jpeg whether it knows the frame.
func knownSampling(j *container.JPEG) error {
	start := append([]byte{0xff, 0xd8}, j.Frame...)
	_, err := jpeg.DecodeConfig(bytes.NewReader(append(start, 0xff, 0xda, 0, 2)))
	if _, ok := errors.AsType[jpeg.UnsupportedError](err); ok {
		return container.Unsupported("JPEG of unusual chroma sampling")
	}
	return err
}

// decodeJPEG fills in what decoding will take. A picture of too many pixels is read at half its size.
func (h *head) decodeJPEG(j *container.JPEG, scans *container.Scans, s *source) error {
	h.width, h.height = j.Width, j.Height
	stored := j.Samples()
	halved := h.countPixels() > MaxPixels && len(j.Components) < 4
	if halved {
		if err := checkSize(h.width, h.height, 4*MaxPixels, s.size); err != nil {
			return err
		}
		h.remark = fmt.Sprintf("read at half its size of %d × %d pixels", h.width, h.height)
		h.width, h.height = (h.width+1)/2, (h.height+1)/2
	}
	made := flat * h.countPixels()
	if len(j.Components) == 1 {
		made = h.countPixels()
	}
	h.memory = stored + made + 1<<20
	if j.Progressive { // its coefficients have four bytes; they are gone when the picture is made
		h.memory = stored + max(4*stored, made) + 1<<20
	}
	if h.memory > MaxMemory {
		return tooMuchMemory(j.Width, j.Height, h.memory)
	}
	var between []byte
	if len(j.Components) == 4 && !j.Adobe {
		between = adobeInks
	}
	open := func() (io.Reader, error) { return scans.Open(s, between), nil }
	h.decode = func(ctx context.Context) (image.Image, error) {
		img, err := decodeFrom(jpeg.Decode, open)(ctx)
		if err != nil {
			return nil, err
		}
		if collectGarbage(h.memory); halved {
			return halfOf(img), nil
		}
		return img, nil
	}
	return nil
}

func invertBytes(pix []byte) {
	for i, v := range pix {
		pix[i] = 255 - v
	}
}

// halfOf is Half, of luma and chroma without making the whole picture.
func halfOf(img image.Image) image.Image {
	if ycc, ok := img.(*image.YCbCr); ok {
		return halfRGB(ycc)
	}
	return Half(img)
}
