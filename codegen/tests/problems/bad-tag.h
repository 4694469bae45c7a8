namespace Thunder {
namespace Exchange {

    // @json 1.0.0 @text:camelcase
    struct EXTERNAL ILamp : virtual public Core::IUnknown {
        // @brief Sets the brightness
        // @param percent: How bright it shines
        virtual Core::hresult Brightness(const uint8_t percent /* @restrict:0-100% */) = 0;

        // @brief Sets the key
        // @param key: Opens it
        virtual Core::hresult Key(const string& key /* @encode:base46 */) = 0;
    };

} // namespace Exchange
} // namespace Thunder
