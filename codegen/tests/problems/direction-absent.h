namespace Thunder {
namespace Exchange {

    // @json 1.0.0
    struct EXTERNAL ILamp : virtual public Core::IUnknown {
        // @brief Gets the brightness
        // @param percent: How bright it shines
        virtual Core::hresult Brightness(uint8_t& percent) = 0;

        // @property
        // @brief Colour of the light
        virtual Core::hresult Color(string& color /* @out */) = 0;
    };

} // namespace Exchange
} // namespace Thunder
