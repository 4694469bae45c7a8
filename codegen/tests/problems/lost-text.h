namespace Thunder {
namespace Exchange {

    // @json 1.0.0
    struct EXTERNAL ILamp : virtual public Core::IUnknown {
        // @brief Sets the color
        // @param color: Its name (e.g. red), in English
        virtual Core::hresult Paint(const string& color) = 0;
    };

} // namespace Exchange
} // namespace Thunder
