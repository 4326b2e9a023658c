package report

import (
	"bytes"
	"context"
	"encoding/base64"
	"html/template"
	"image"
	"image/jpeg"
	"path/filepath"
	"slices"

	"siamface/model/face"
	"siamface/model/photo"
	"siamface/model/recipes"
)

const (
	thumbnailSide = 144
	chipSide      = 72
	jpegQuality   = 82
)

// picture is a photo as it stands on the page; what couldn't be read is empty.
type picture struct{ Photo, Chip template.URL }

// makePictures makes the small pictures of the confusing pairs, by file. A photo that can't be read any more is left out.
func makePictures(ctx context.Context, d *Document) (map[string]picture, error) {
	var networks *face.Networks
	if recipe, err := recipes.Find(d.recipe); err == nil && recipe.Input.FindsFaces() {
		if networks, err = face.Open(ctx); err != nil {
			return nil, err
		}
		defer networks.Close()
	}
	all, cache := map[string]picture{}, face.OpenCache()
	for _, p := range slices.Concat(d.Confusing.Impostors, d.Confusing.Genuine) {
		for _, name := range []string{p.FileX, p.FileY} {
			if _, done := all[name]; done {
				continue
			}
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			all[name] = makePicture(ctx, networks, cache, filepath.Join(d.root, filepath.FromSlash(name)))
		}
	}
	return all, ctx.Err()
}

// makePicture makes the pictures of one photo.
func makePicture(ctx context.Context, networks *face.Networks, cache *face.Cache, path string) (p picture) {
	f, err := photo.Read(path)
	if err != nil {
		return p
	}
	img, err := f.DecodeContext(ctx)
	if err != nil {
		return p
	}
	p.Photo = encodePicture(photo.Thumbnail(img, thumbnailSide))
	if networks == nil {
		return p
	}
	if found, err := networks.DescribeFile(ctx, cache, f, true); err == nil && found.Main >= 0 {
		p.Chip = encodePicture(photo.Thumbnail(found.Chip, chipSide))
	}
	return p
}

// encodePicture is a picture as a JPEG file in an address; nothing where it can't be encoded.
func encodePicture(img image.Image) template.URL {
	var data bytes.Buffer
	if jpeg.Encode(&data, img, &jpeg.Options{Quality: jpegQuality}) != nil {
		return ""
	}
	return template.URL("data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(data.Bytes())) //nolint:gosec // of our own making
}
