package run

import (
	"encoding/json"
	"maps"
	"path/filepath"
	"runtime"
	"strconv"

	"siamface/model/cache"
	"siamface/model/dataset"
	"siamface/model/recipes"
)

// rates are what units of work have taken on this machine, by recipe and device, as far as it is known. They are kept among the caches.
type rates struct {
	recipe recipes.Recipe
	store  *cache.Store
	key    string
	folder string // key of the folders that were read, without the folder
	known  map[string]float64
}

// The store of rates, and how much it keeps.
const (
	rateStore = "rates"
	rateBytes = 1 << 20
)

func recallRates(recipe recipes.Recipe, o Options) rates {
	weights := filepath.Base(o.Weights)
	r := rates{
		recipe: recipe, store: cache.Open(rateStore, rateBytes),
		key:    cache.Key("rates", recipe.Name, o.Device, strconv.Itoa(o.Threads)),
		folder: cache.Key("read", recipe.Name, weights, o.Device),
	}
	if data, ok := r.store.Get(r.key); ok {
		_ = json.Unmarshal(data, &r.known) // what can't be read isn't known
	}
	return r
}

// thought are the seconds that a unit of each kind is thought to take.
func (r rates) thought() map[string]float64 {
	all := usualRates(r.recipe)
	for kind, seconds := range r.known {
		if seconds > 0 {
			all[kind] = seconds
		}
	}
	return all
}

// usualRates were measured on two cores, without a GPU. Photos are read on all cores.
func usualRates(recipe recipes.Recipe) map[string]float64 {
	all := map[string]float64{
		kindAudited: 0.0003, kindStart: 0.7, kindKept: 0.0008, kindPixels: 0.001, kindDraw: 1.2e-5, kindWriting: 0.6, kindSolved: 0.0008,
		kindCompared: 1.2e-5,
		kindPhoto:    0.002, kindStep: 0.004,
	}
	switch {
	case recipe.Input.Described():
		all[kindPhoto] = 0.06
	case recipe.Input.FindsFaces():
		all[kindPhoto] = 0.06
	case recipe.TakesWeights():
		all[kindPhoto] = 0.03
	}
	switch {
	case recipe.TakesWeights():
		all[kindStart], all[kindStep] = 1.5, 0.03
	case recipe.Damped: // trained whole
		all[kindStep] = 0.06
	}
	if cores := runtime.NumCPU(); cores > 2 {
		all[kindPhoto] *= 2 / float64(cores)
	}
	return all
}

// hasRead tells whether the folder's photos were read before, so that their features may be kept.
func (r rates) hasRead(d *dataset.Dataset) bool {
	data, ok := r.store.Get(cache.Key(r.folder, d.Root))
	n, err := strconv.Atoi(string(data))
	return ok && err == nil && n >= d.Photos()*9/10
}

// remember keeps what the work took, for the next time. How many of the photos had features that were kept says what a photo's time was.
func (r rates) remember(took map[string]float64, d *dataset.Dataset, kept int) {
	photo, read := took[kindPhoto]
	if !read {
		photo = took[kindKept]
	}
	delete(took, kindPhoto)
	delete(took, kindKept)
	switch photos := d.Photos(); {
	case kept > photos*9/10:
		took[kindKept] = photo
	case kept < photos/10:
		took[kindPhoto] = photo
	}
	all := maps.Clone(r.known)
	if all == nil {
		all = map[string]float64{}
	}
	maps.Copy(all, took)
	if data, err := json.Marshal(all); err == nil {
		_ = r.store.Put(r.key, data) // the next time it is guessed again
	}
	_ = r.store.Put(cache.Key(r.folder, d.Root), []byte(strconv.Itoa(d.Photos())))
}
