package window

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"siamface/model/sample"
)

// sampleSeed draws the same people everywhere.
const sampleSeed = 1

// sampleFolder is where the drawn faces are kept; "" where the system has no place for caches.
func sampleFolder() string {
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(cache, "siamface", "sample-faces")
}

// drawSamples draws the faces unless they are all there; the last one drawn tells.
func drawSamples(ctx context.Context, progress func(done, total int)) (folder string, err error) {
	folder = sampleFolder()
	if folder == "" {
		return "", fmt.Errorf("this system has no folder for caches to keep the drawings in")
	}
	last := filepath.Join(folder, fmt.Sprintf("d%02d", sample.People), fmt.Sprintf("%d.pgm", sample.Pictures))
	if _, err := os.Stat(last); err == nil {
		return folder, nil
	}
	return folder, sample.Write(ctx, folder, sample.People, sample.Pictures, sampleSeed, progress)
}
