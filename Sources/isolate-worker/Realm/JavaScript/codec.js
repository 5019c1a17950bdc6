(function(){"use strict"})
